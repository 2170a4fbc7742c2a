using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Programmes;

/// <summary>
/// Claims a quarter: what counts by the rules, with complete evidence, and was not claimed before; what has changed since goes in as an
/// adjustment with its reason. Frozen at a position of the log, and signed.
/// </summary>
public sealed record MakeClaim(
    Guid ProgrammeId,
    string Quarter,
    string Capacity,
    [property: AsToken] long? DataCut = null,
    SigningMethod Method = SigningMethod.Typed
) : Message, ICommand
{
    public Guid ClaimId => ProgrammeClaim.IdOf(ProgrammeId, Quarter);
}

public static class MakeClaimHandler
{
    public static readonly Refusal NotOver = new("quarter-not-over", "quarter", "Claim a quarter once it is over");
    public static readonly Refusal NotItsTime = new("quarter-before-programme", "quarter", "The programme had not begun in this quarter");
    public static readonly Refusal Made = new("claim-made", "quarter", "This quarter has been claimed already");
    public static readonly Refusal OutOfOrder = new("claim-out-of-order", "quarter", "A later quarter has been claimed already");
    public static readonly Refusal Waiting = new(
        "returns-waiting",
        "quarter",
        "A return for this quarter waits for you. Accept it or send it back first"
    );
    public static readonly Refusal CutInFuture = new("cut-in-future", "dataCut", "The log has not reached that position yet");
    public static readonly Refusal CutTooEarly = new(
        "cut-too-early",
        "dataCut",
        "There was no such programme at that position. Choose a later one"
    );

    public sealed record Found(ProgrammeFacts? Facts, bool CutInFuture);

    public static Access Authorise(Actor actor, Programme programme) => ProgrammeAccess.ForLead(actor, programme);

    public static async Task<Found> Load(MakeClaim command, ProgrammeReading reading, Streams streams, CancellationToken cancel)
    {
        var ceiling = await streams.Database.CeilingAsync(cancel);
        return command.DataCut > ceiling
            ? new Found(null, true)
            : new Found(await reading.ReadAsync(command.ProgrammeId, command.DataCut ?? ceiling, cancel), false);
    }

    public static Decision Handle(
        MakeClaim command,
        [Peek] Programme programme,
        Stream<ProgrammeClaim> claim,
        Found found,
        Actor actor,
        DateTimeOffset now
    )
    {
        if (Quarter.Read(command.Quarter) is not { } quarter || quarter.ToString() != command.Quarter)
            return ProgrammeAccess.NoQuarter;
        if (claim.Exists)
            return Made;
        if (found.CutInFuture)
            return CutInFuture;
        if (UkTime.DayOf(now) <= quarter.Last)
            return NotOver;
        if (quarter.Last < programme.From)
            return NotItsTime;
        if (string.IsNullOrWhiteSpace(command.Capacity))
            return ProgrammeAccess.CapacityMissing;
        if (found.Facts is not { } facts)
            return CutTooEarly;
        ProgrammeClaimed[] before = [.. facts.Claims];
        if (before.Any(c => Quarter.Read(c.Quarter) > quarter))
            return OutOfOrder;
        var draft = Draft(command.ProgrammeId, quarter, facts, out var waiting, out var returns);
        if (waiting)
            return Waiting;
        var said = new ProgrammeClaimed(
            command.ClaimId,
            command.ProgrammeId,
            command.Quarter,
            facts.Cut,
            programme.RuleSet,
            draft.Lines,
            draft.Held,
            draft.Spend,
            returns,
            draft.Totals,
            SubmitPartnerReturnHandler.Signed(
                new
                {
                    command.ClaimId,
                    draft.Lines,
                    draft.Spend,
                },
                $"This claim for {quarter} is true, and its evidence is complete.",
                command.Capacity,
                command.Method,
                actor,
                now
            )
        );
        // Each claim follows one other, and only one does: two at once cannot both claim what neither has seen of the other.
        return Decision
            .On<ProgrammeClaim>(command.ClaimId, said)
            .Reserve("programme-claim", $"{command.ProgrammeId}:{before.LastOrDefault()?.Quarter}", command.ClaimId);
    }

    /// <summary>What would be claimed for a quarter; whether a return still waits, and which returns are in it.</summary>
    internal static ClaimDraft Draft(Guid id, Quarter quarter, ProgrammeFacts facts, out bool waiting, out IReadOnlyList<Guid> returns)
    {
        ProgrammeClaimed[] before = [.. facts.Claims];
        var taken = before.SelectMany(c => c.Returns).ToHashSet();
        PartnerReturn[] given =
        [
            .. facts
                .Facts.Where(e => e.Data is PartnerReturnSubmitted or PartnerReturnSentBack or PartnerReturnAccepted)
                .GroupBy(e => e.StreamId)
                .Select(g => g.Aggregate(PartnerReturn.Empty, (state, e) => state.Evolve(e.Data)))
                .Where(r => Quarter.Read(r.Said!.Quarter) <= quarter && !taken.Contains(r.Said.ReturnId)),
        ];
        waiting = given.Any(r => r.State == ReturnState.Submitted);
        PartnerReturnSubmitted[] accepted = [.. given.Where(r => r.State == ReturnState.Accepted).Select(r => r.Said!)];
        returns = [.. accepted.Select(r => r.ReturnId)];
        return ClaimDraft.Of(
            id,
            facts.Programme,
            quarter,
            facts.Evaluated(quarter.Last),
            facts.Evaluated(),
            before,
            facts.Evidence,
            accepted
        );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<MakeClaim>("POST", "/api/v1/programmes/{programmeId}/claims/{quarter}", ProgrammeAccess.Leads);
}
