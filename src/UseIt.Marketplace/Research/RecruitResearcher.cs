using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

/// <summary>Who agrees for somebody who cannot alone; sealed under that person's key before anything is stored.</summary>
public sealed record Guardian(string Name, DateOnly On);

/// <summary>Somebody becomes a community researcher. Name and contact are sealed; from here on a number stands for the person.</summary>
public sealed record RecruitResearcher(
    Guid SupportOrganisationId,
    [property: NewId] Guid ResearcherId,
    string Name,
    string Contact,
    string Source,
    ConsentCapacity Capacity = ConsentCapacity.Adult,
    Guardian? Guardian = null
) : Message, ICommand
{
    public Guid DeskId => ResearchDesk.IdOf(SupportOrganisationId);
}

public static class RecruitResearcherHandler
{
    public static readonly Refusal ContactMissing = new("contact-missing", "contact", "Enter how to reach the person");
    public static readonly Refusal SourceMissing = new("source-missing", "source", "Say how the person came to you");
    public static readonly Refusal NoLead = new(
        "research-lead-missing",
        null,
        "Name somebody who is told of safeguarding concerns before you recruit"
    );

    public sealed record Sealed(Protected? Name, Protected? Contact, Protected? Guardian);

    public static Access Authorise(Actor actor, RecruitResearcher command) =>
        ResearchAccess.ForCoordinator(actor, command.SupportOrganisationId);

    public static Task<Sealed> Load(RecruitResearcher command, Stream<Researcher> researcher, Vault vault, CancellationToken cancel) =>
        researcher.Exists
            ? Task.FromResult(new Sealed(null, null, null))
            : SealAsync(command.ResearcherId, command.Name, command.Contact, command.Guardian, vault, cancel);

    internal static async Task<Sealed> SealAsync(
        Guid subject,
        string? name,
        string? contact,
        Guardian? guardian,
        Vault vault,
        CancellationToken cancel
    )
    {
        string?[] said = [name, contact, guardian?.Name];
        var values = await vault.SealAsync(subject, [.. said.Where(s => !string.IsNullOrWhiteSpace(s)).Select(s => s!.Trim())], cancel);
        var next = 0;
        var each = said.Select(s => string.IsNullOrWhiteSpace(s) ? null : values[next++]).ToArray();
        return new Sealed(each[0], each[1], each[2]);
    }

    public static Decision Handle(
        RecruitResearcher command,
        Stream<Researcher> researcher,
        ResearchDesk desk,
        Sealed values,
        DateTimeOffset now
    )
    {
        if (researcher.Exists)
            return Decision.Nothing;
        List<Refusal> wrong = [];
        if (desk.Leads.Count == 0)
            wrong.Add(NoLead);
        if (values.Name is null)
            wrong.Add(ResearchRefusals.NameMissing);
        if (values.Contact is null)
            wrong.Add(ContactMissing);
        if (string.IsNullOrWhiteSpace(command.Source))
            wrong.Add(SourceMissing);
        if (Consent(command.Capacity, desk.GuardianRule, command.Guardian, values.Guardian, now, "your research desk") is { } consent)
            wrong.Add(consent);
        return wrong.Count > 0
            ? Decision.Refuse([.. wrong])
            : Decision.On<Researcher>(
                command.ResearcherId,
                new ResearcherRecruited(
                    command.ResearcherId,
                    command.SupportOrganisationId,
                    values.Name!,
                    values.Contact!,
                    command.Capacity,
                    GivenBy(command.Capacity, command.Guardian, values.Guardian),
                    command.Source.Trim()
                )
            );
    }

    /// <summary>Why somebody cannot be registered who agrees in this way.</summary>
    internal static Refusal? Consent(
        ConsentCapacity capacity,
        string? rule,
        Guardian? guardian,
        Protected? name,
        DateTimeOffset now,
        string where
    ) =>
        capacity == ConsentCapacity.Adult ? null
        : rule is null ? ResearchRefusals.NoGuardianRule(where)
        : name is null || guardian is null || !ResearchRefusals.HasBeen(guardian.On, now) ? ResearchRefusals.GuardianMissing
        : null;

    internal static GuardianConsent? GivenBy(ConsentCapacity capacity, Guardian? guardian, Protected? name) =>
        capacity == ConsentCapacity.Adult || guardian is null || name is null ? null : new GuardianConsent(name, guardian.On);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<RecruitResearcher>(
            "POST",
            "/api/v1/research/desks/{supportOrganisationId}/researchers",
            ResearchAccess.Coordinators,
            creates: "researcherId"
        );
}
