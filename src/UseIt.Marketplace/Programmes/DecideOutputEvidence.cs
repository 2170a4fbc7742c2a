using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Programmes;

/// <summary>Accepts pieces of evidence or sends them back. Whoever gave a piece does not decide about it.</summary>
public sealed record DecideOutputEvidence(
    Guid ProgrammeId,
    string Indicator,
    Guid SubjectId,
    IReadOnlyList<string> Pieces,
    bool Accepted,
    string? Reason = null
) : Message, ICommand
{
    public Guid OutputId => OutputEvidence.IdOf(ProgrammeId, Indicator, SubjectId);
}

public static class DecideOutputEvidenceHandler
{
    public static readonly Refusal NoPieces = new("pieces-missing", "pieces", "Choose at least one piece that has been given");
    public static readonly Refusal OwnEvidence = new(
        "own-evidence",
        "pieces",
        "You gave a piece of this evidence yourself. Somebody else has to decide about it"
    );

    public static Access Authorise(Actor actor, Programme programme) => actor.On(programme.LeadOrganisation, ProgrammeAccess.Caring);

    public static Decision Handle(DecideOutputEvidence command, [Peek] Programme programme, OutputEvidence output, Actor actor)
    {
        if (command.Pieces.Count == 0 || command.Pieces.Any(p => !output.Pieces.ContainsKey(p)))
            return NoPieces;
        if (command.Pieces.Any(p => output.Pieces[p].By == actor.Person))
            return OwnEvidence;
        if (!command.Accepted && string.IsNullOrWhiteSpace(command.Reason))
            return ProgrammeAccess.ReasonMissing;
        return Decision.On<OutputEvidence>(
            command.OutputId,
            [
                .. command
                    .Pieces.Distinct()
                    .Where(p => output.Pieces[p].Accepted != command.Accepted)
                    .Select(p =>
                        command.Accepted
                            ? (object)
                                new OutputEvidenceAccepted(
                                    command.OutputId,
                                    command.ProgrammeId,
                                    command.Indicator,
                                    command.SubjectId,
                                    p,
                                    actor.Person
                                )
                            : new OutputEvidenceRejected(
                                command.OutputId,
                                command.ProgrammeId,
                                command.Indicator,
                                command.SubjectId,
                                p,
                                command.Reason!.Trim(),
                                actor.Person
                            )
                    ),
            ]
        );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<DecideOutputEvidence>(
            "POST",
            "/api/v1/programmes/{programmeId}/outputs/{indicator}/{subjectId}/decision",
            ProgrammeAccess.Carers
        );
}
