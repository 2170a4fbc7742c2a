using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Programmes;

public sealed record PieceGiven(string Piece, string Reference);

/// <summary>Where the evidence for one output lies, piece by piece of the rules' list.</summary>
public sealed record RecordOutputEvidence(Guid ProgrammeId, string Indicator, Guid SubjectId, IReadOnlyList<PieceGiven> Pieces)
    : Message,
        ICommand
{
    public Guid OutputId => OutputEvidence.IdOf(ProgrammeId, Indicator, SubjectId);
}

public static class RecordOutputEvidenceHandler
{
    public static readonly Refusal NoPieces = new("pieces-missing", "pieces", "Say where at least one piece of evidence lies");

    public static Refusal PieceUnknown(int n) => new("piece-unknown", $"pieces[{n}].piece", "Choose a piece of the list of this indicator");

    public static Refusal PieceTwice(int n) => new("piece-twice", $"pieces[{n}].piece", "Say once where each piece lies");

    public static Refusal ReferenceMissing(int n) => new("reference-missing", $"pieces[{n}].reference", "Say where it lies");

    public static Access Authorise(Actor actor, Programme programme) => ProgrammeAccess.ForCarer(actor, programme);

    public static Decision Handle(RecordOutputEvidence command, [Peek] Programme programme, OutputEvidence output, Actor actor)
    {
        if (programme.Rules?.Find(command.Indicator) is not { } indicator)
            return ProgrammeAccess.NoIndicator;
        if (command.Pieces.Count == 0)
            return NoPieces;
        List<Refusal> wrong = [];
        for (var n = 0; n < command.Pieces.Count; n++)
            if (indicator.Evidence.All(p => p.Code != command.Pieces[n].Piece))
                wrong.Add(PieceUnknown(n));
            else if (command.Pieces.Take(n).Any(p => p.Piece == command.Pieces[n].Piece))
                wrong.Add(PieceTwice(n));
            else if (string.IsNullOrWhiteSpace(command.Pieces[n].Reference))
                wrong.Add(ReferenceMissing(n));
        return wrong.Count > 0
            ? Decision.Refuse([.. wrong])
            : Decision.On<OutputEvidence>(
                command.OutputId,
                [
                    .. command
                        .Pieces.Where(p => output.Pieces.GetValueOrDefault(p.Piece)?.Reference != p.Reference.Trim())
                        .Select(p => new OutputEvidenceRecorded(
                            command.OutputId,
                            command.ProgrammeId,
                            command.Indicator,
                            command.SubjectId,
                            p.Piece,
                            p.Reference.Trim(),
                            actor.Person
                        )),
                ]
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<RecordOutputEvidence>(
            "POST",
            "/api/v1/programmes/{programmeId}/outputs/{indicator}/{subjectId}/evidence",
            ProgrammeAccess.Carers
        );
}
