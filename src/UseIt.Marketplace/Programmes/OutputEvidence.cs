using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Programmes;

/// <summary>One piece: where it lies, who claimed it, and who decided.</summary>
public sealed record GivenPiece(string Reference, Guid By, bool? Accepted, Guid? DecidedBy, string? Reason);

/// <summary>What shows that one output is one.</summary>
public sealed record OutputEvidence(Guid Programme, string Indicator, Guid Subject) : IState<OutputEvidence>
{
    public static OutputEvidence Empty { get; } = new(Guid.Empty, "", Guid.Empty);

    public IReadOnlyDictionary<string, GivenPiece> Pieces { get; init; } = new Dictionary<string, GivenPiece>();

    public static Guid IdOf(Guid programme, string indicator, Guid subject) => UuidV5.Of(programme, $"evidence:{indicator}:{subject}");

    /// <summary>What of the list is not there, or not accepted by somebody else.</summary>
    public IReadOnlyList<string> Missing(Indicator indicator) =>
        [.. indicator.Evidence.Select(p => p.Code).Where(code => Pieces.GetValueOrDefault(code)?.Accepted != true)];

    public OutputEvidence Evolve(object fact) =>
        fact switch
        {
            OutputEvidenceRecorded e => new OutputEvidence(e.ProgrammeId, e.Indicator, e.SubjectId)
            {
                Pieces = With(e.Piece, new GivenPiece(e.Reference, e.By, null, null, null)),
            },
            OutputEvidenceAccepted e => this with
            {
                Pieces = With(e.Piece, Pieces[e.Piece] with { Accepted = true, DecidedBy = e.By, Reason = null }),
            },
            OutputEvidenceRejected e => this with
            {
                Pieces = With(e.Piece, Pieces[e.Piece] with { Accepted = false, DecidedBy = e.By, Reason = e.Reason }),
            },
            _ => this,
        };

    private Dictionary<string, GivenPiece> With(string piece, GivenPiece given) => new(Pieces) { [piece] = given };
}
