using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Programmes;

public enum ReturnState
{
    NotReturned,
    Submitted,
    SentBack,
    Accepted,
}

/// <summary>What one partner returned for one quarter.</summary>
public sealed record PartnerReturn(ReturnState State, PartnerReturnSubmitted? Said, string? SentBackFor) : IState<PartnerReturn>
{
    public static PartnerReturn Empty { get; } = new(ReturnState.NotReturned, null, null);

    public static Guid IdOf(Guid programme, Guid partner, string quarter) => UuidV5.Of(programme, $"return:{partner}:{quarter}");

    public PartnerReturn Evolve(object fact) =>
        fact switch
        {
            PartnerReturnSubmitted e => new PartnerReturn(ReturnState.Submitted, e, null),
            PartnerReturnSentBack e => this with { State = ReturnState.SentBack, SentBackFor = e.Reason },
            PartnerReturnAccepted => this with { State = ReturnState.Accepted },
            _ => this,
        };
}

/// <summary>A claim, with what was drawn from it.</summary>
public sealed record ProgrammeClaim(ProgrammeClaimed? Said, IReadOnlyList<ClaimSampleDrawn> Samples) : IState<ProgrammeClaim>
{
    public static ProgrammeClaim Empty { get; } = new(null, []);

    public static Guid IdOf(Guid programme, string quarter) => UuidV5.Of(programme, $"claim:{quarter}");

    public ProgrammeClaim Evolve(object fact) =>
        fact switch
        {
            ProgrammeClaimed e => this with { Said = e },
            ClaimSampleDrawn e => this with { Samples = [.. Samples, e] },
            _ => this,
        };
}

/// <summary>An anchor's word on its own readiness, time after time.</summary>
public sealed record AnchorReadiness(IReadOnlyList<AnchorReadinessAssessed> Assessments, IReadOnlyList<AnchorProcedureChanged> Procedures)
    : IState<AnchorReadiness>
{
    public static AnchorReadiness Empty { get; } = new([], []);

    public static Guid IdOf(Guid programme, Guid partner) => UuidV5.Of(programme, $"readiness:{partner}");

    public AnchorReadiness Evolve(object fact) =>
        fact switch
        {
            AnchorReadinessAssessed e => this with { Assessments = [.. Assessments, e] },
            AnchorProcedureChanged e => this with { Procedures = [.. Procedures, e] },
            _ => this,
        };
}
