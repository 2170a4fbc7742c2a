using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Awards;

/// <summary>
/// Records that somebody has looked whether bidders, members or subcontractors are excluded or debarred: where, when, and what came of it.
/// A later look takes the place of an earlier one; both stay in the record.
/// </summary>
public sealed record RecordBidderChecks(
    Guid TenderId,
    IReadOnlyList<Guid> Parties,
    IReadOnlyList<CheckKind> Kinds,
    string Looked,
    DateOnly On,
    CheckResult Result,
    string? Reason = null
) : Message, ICommand
{
    public Guid ChecksId => BidderChecks.IdOf(TenderId);
}

public static class RecordBidderChecksHandler
{
    public static readonly Refusal NobodyChosen = new("check-of-nobody", "parties", "Choose at least one organisation");
    public static readonly Refusal NothingChosen = new("check-of-nothing", "kinds", "Choose what was looked at");
    public static readonly Refusal PartyUnknown = new(
        "check-party-unknown",
        "parties",
        "Choose bidders, members of bidding consortia or subcontractors named here"
    );
    public static readonly Refusal LookedMissing = new("check-looked-missing", "looked", "Enter where you looked");
    public static readonly Refusal OnWrong = new(
        "check-day-wrong",
        "on",
        "Enter the day on which you looked: today or a day within a year before"
    );
    public static readonly Refusal ReasonMissing = new(
        "check-reason-missing",
        "reason",
        "Say what was found, and what you decided for which reason"
    );

    /// <summary>Whoever stands behind a bid of the tender.</summary>
    public sealed record Bidders(IReadOnlySet<Guid> Organisations);

    public static Access Authorise(Actor actor, Procurement tender) => actor.On(tender.BuyerId, Roles.Author, Roles.Approver);

    public static async Task<Bidders> Load(RecordBidderChecks command, Procurement tender, Streams streams, CancellationToken cancel) =>
        new(
            (await streams.FetchAsync<Evaluation>(tender.Lots.Keys.Select(lot => Evaluation.IdOf(command.TenderId, lot)), cancel))
                .SelectMany(e => e.State.BidderOrganisations)
                .ToHashSet()
        );

    public static Decision Handle(
        RecordBidderChecks command,
        BidderChecks checks,
        Procurement tender,
        Actor actor,
        Bidders bidders,
        DateTimeOffset now
    )
    {
        var (parties, kinds) = (command.Parties.Distinct().ToArray(), command.Kinds.Distinct().ToArray());
        List<Refusal> wrong = [];
        if (parties.Length == 0)
            wrong.Add(NobodyChosen);
        else if (parties.Any(p => !bidders.Organisations.Contains(p) && checks.NameOf(p) is null))
            wrong.Add(PartyUnknown);
        if (kinds.Length == 0)
            wrong.Add(NothingChosen);
        if (string.IsNullOrWhiteSpace(command.Looked))
            wrong.Add(LookedMissing);
        var today = UkTime.DayOf(now);
        if (command.On > today || command.On < today.AddYears(-1))
            wrong.Add(OnWrong);
        if (command.Result != CheckResult.Clear && string.IsNullOrWhiteSpace(command.Reason))
            wrong.Add(ReasonMissing);
        if (wrong.Count > 0)
            return Decision.Refuse([.. wrong]);
        var reason = command.Result == CheckResult.Clear ? null : command.Reason!.Trim();
        return parties
            .SelectMany(p =>
                kinds.Select(k => new RecordedCheck(p, k, command.Looked.Trim(), command.On, command.Result, reason, actor.Person))
            )
            .Where(c => checks.Recorded.GetValueOrDefault((c.PartyId, c.Kind)) != c)
            .Aggregate(
                Decision.Nothing,
                (decision, c) =>
                    decision.And<BidderChecks>(command.ChecksId, new BidderChecked(command.ChecksId, command.TenderId, tender.BuyerId, c))
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<RecordBidderChecks>(
            "POST",
            "/api/v1/tenders/{tenderId}/bidder-checks",
            AllowedTo.Role("the buyer's author or approver", Roles.Author, Roles.Approver)
        );
}
