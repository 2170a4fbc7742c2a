using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Networks;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Support;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Awards;

/// <summary>
/// An evaluator says whether they have a tie to any bidder. What they do not say is looked up: a membership in a bidding organisation is a
/// conflict, and so is an introduction at a marketplace.
/// </summary>
public sealed record DeclareInterests(Guid EvaluationId, bool Conflict, IReadOnlyList<Guid>? With = null, string? Details = null)
    : Message,
        ICommand;

public static class DeclareInterestsHandler
{
    public const string Membership = "membership";
    public const string Declared = "declared";
    public const string Introduction = "introduction";

    public static readonly Refusal WithWhom = new("conflict-with-whom", "with", "Choose the organisations you have a tie to");

    public sealed record Found(Protected? Details, IReadOnlyList<Guid> Organisations)
    {
        public IReadOnlySet<Guid> Introduced { get; init; } = new HashSet<Guid>();
    }

    public static Access Authorise(Actor actor, Evaluation evaluation) =>
        actor.ActsFor(evaluation.BuyerId) && evaluation.Evaluators.ContainsKey(actor.Person) ? Access.Granted : Access.NotFound;

    public static async Task<Found> Load(
        DeclareInterests command,
        Evaluation evaluation,
        Actor actor,
        Streams streams,
        Memberships memberships,
        Vault vault,
        CancellationToken cancel
    ) =>
        new(
            string.IsNullOrWhiteSpace(command.Details) ? null : await vault.SealAsync(actor.Person, command.Details.Trim(), cancel),
            [.. (await memberships.OfAsync(actor.Person, cancel)).Select(m => m.Organisation)]
        )
        {
            Introduced = (await streams.FetchAsync<MetAtMarket>(MarketStatementRow.EngagementOf(evaluation.BuyerId), cancel))
                .State.Of(actor.Person)
                .Concat(
                    (await streams.FetchAsync<MetByAdviser>(AdviserIntroductionRow.OfBuyer(evaluation.BuyerId), cancel)).State.Of(
                        actor.Person
                    )
                )
                .ToHashSet(),
        };

    public static Decision Handle(DeclareInterests command, Evaluation evaluation, Actor actor, Found found)
    {
        var with = command.With ?? [];
        if (command.Conflict && with.Count == 0)
            return WithWhom;
        var bidders = evaluation.BidderOrganisations;
        var standing = evaluation.Evaluators[actor.Person];
        var known = standing.Conflicts;
        List<object> facts = [];
        foreach (
            var (organisation, kind) in found
                .Organisations.Select(o => (o, Membership))
                .Concat(found.Introduced.Order().Select(o => (o, Introduction)))
                .Concat(with.Select(o => (o, Declared)))
        )
        {
            if (!bidders.Contains(organisation) || known.Contains(organisation))
                continue;
            known = known.Add(organisation);
            facts.Add(new ConflictFound(command.EvaluationId, actor.Person, organisation, kind));
        }
        if (standing.Declared && facts.Count == 0 && found.Details is null && !command.Conflict)
            return Decision.Nothing;
        return Decision.On<Evaluation>(
            command.EvaluationId,
            [new InterestsDeclared(command.EvaluationId, actor.Person, command.Conflict, with, found.Details), .. facts]
        );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<DeclareInterests>(
            "POST",
            "/api/v1/evaluations/{evaluationId}/interests",
            AllowedTo.Role("an evaluator of the lot", Roles.Evaluator)
        );
}
