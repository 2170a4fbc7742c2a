using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Programmes;

/// <summary>One strand: what it is called, the question it answers, and which partner leads it.</summary>
public sealed record SetProgrammeStrand(
    Guid ProgrammeId,
    [property: NewId(OrKept = true)] Guid StrandId,
    string Title,
    string Question,
    Guid? LeadPartnerId = null
) : Message, ICommand;

public static class SetProgrammeStrandHandler
{
    public static readonly Refusal QuestionMissing = new("question-missing", "question", "Say which question the strand answers");

    public static Access Authorise(Actor actor, Programme programme) => ProgrammeAccess.ForLead(actor, programme);

    public static Decision Handle(SetProgrammeStrand command, Programme programme)
    {
        List<Refusal> wrong = [];
        if (string.IsNullOrWhiteSpace(command.Title))
            wrong.Add(ProgrammeAccess.TitleMissing);
        if (string.IsNullOrWhiteSpace(command.Question))
            wrong.Add(QuestionMissing);
        if (command.LeadPartnerId is { } lead && programme.Partner(lead) is not { Left: null })
            wrong.Add(ProgrammeAccess.NoPartner with { Field = "leadPartnerId" });
        if (wrong.Count > 0)
            return Decision.Refuse([.. wrong]);
        var strand = new Strand(command.StrandId, command.Title.Trim(), command.Question.Trim(), command.LeadPartnerId);
        return programme.Strands.Contains(strand)
            ? Decision.Nothing
            : Decision.On<Programme>(
                command.ProgrammeId,
                new ProgrammeStrandSet(command.ProgrammeId, strand.StrandId, strand.Title, strand.Question, strand.LeadPartnerId)
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<SetProgrammeStrand>(
            "POST",
            "/api/v1/programmes/{programmeId}/strands",
            ProgrammeAccess.Leads,
            creates: "strandId"
        );
}
