using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

/// <summary>
/// A person begins a pathway with a support organisation, having been given the privacy notice in a language they read. Whoever is below
/// 18, or cannot decide for themselves, only where the pathway has a rule for it and somebody who may has agreed.
/// </summary>
public sealed record RegisterCandidate(
    [property: NewId] Guid CandidateId,
    Guid SupportOrganisationId,
    string Pathway,
    string Profession,
    string Name,
    string Contact,
    string NoticeLanguage,
    DateOnly NoticeGivenOn,
    ReferralSource ReferredBy,
    bool DecidesAlone,
    string? Qualification = null,
    string? History = null,
    string? PlaceCode = null,
    string? Programme = null,
    string? Guardian = null,
    DateOnly? GuardianAgreedOn = null,
    string? NoticeVersion = null
) : Message, ICommand
{
    public Guid PathwayId => PathwayRules.IdOf(SupportOrganisationId, Pathway ?? "");

    /// <summary>Where an organisation's claims on names and contacts lie.</summary>
    internal static string Scope(Guid supportOrganisation) => $"candidate:{supportOrganisation}";

    /// <summary>What of somebody may be there once.</summary>
    internal static string Mark(string name, string contact) => $"{name}\n{contact}";
}

public static class RegisterCandidateHandler
{
    public static readonly Refusal PathwayNotOpen = new(
        "pathway-not-open",
        "pathway",
        "This pathway is not open here. A programme manager opens it, once what allows it is recorded"
    );
    public static readonly Refusal ProfessionUnknown = new("profession-unknown", "profession", "Choose a profession of this pathway");
    public static readonly Refusal NameMissing = new("candidate-name-missing", "name", "Enter the person's name");
    public static readonly Refusal ContactMissing = new(
        "candidate-contact-missing",
        "contact",
        "Enter how the person can be reached, a telephone number or a mail address"
    );
    public static readonly Refusal NoticeMissing = new(
        "notice-language-missing",
        "noticeLanguage",
        "Say in which language the person was given the privacy notice"
    );
    public static readonly Refusal PlaceUnknown = new("place-unknown", "placeCode", "Choose a place from the list");
    public static readonly Refusal NoGuardianRule = new(
        "guardian-rule-missing",
        "decidesAlone",
        "This pathway has no rule for somebody who is below 18 or cannot decide alone. Speak with your safeguarding lead"
    );
    public static readonly Refusal GuardianMissing = new(
        "guardian-missing",
        "guardian",
        "Enter who agreed for the person, and how to reach them"
    );
    public static readonly Refusal GuardianDayMissing = new(
        "guardian-day-missing",
        "guardianAgreedOn",
        "Enter the day on which they agreed"
    );
    public static readonly Refusal Registered = new(
        "candidate-registered-already",
        "contact",
        "Somebody of this name and contact is registered here already. Look in your list"
    );

    /// <summary>What is personal, as it is kept; empty where nothing is to be sealed.</summary>
    public sealed record Sealed(IReadOnlyList<Protected?> Values, string Digest, Guid? HeldBy);

    public static Access Authorise(Actor actor, RegisterCandidate command) =>
        SkillsAccess.Of(actor, command.SupportOrganisationId, Roles.Adviser);

    public static async Task<Sealed> Load(
        RegisterCandidate command,
        Stream<Candidate> candidate,
        Pathway pathway,
        Vault vault,
        Streams streams,
        CancellationToken cancel
    )
    {
        var digest = vault.Digest(
            RegisterCandidate.Scope(command.SupportOrganisationId),
            RegisterCandidate.Mark(command.Name, command.Contact)
        );
        // No key is made for somebody who is not registered.
        if (candidate.Exists || !pathway.Open)
            return new Sealed([], digest, null);
        return new Sealed(
            await SealAsync(
                vault,
                command.CandidateId,
                cancel,
                command.Name,
                command.Contact,
                command.Qualification,
                command.History,
                command.Guardian,
                command.NoticeLanguage,
                command.NoticeVersion
            ),
            digest,
            await HolderAsync(streams, command.SupportOrganisationId, digest, cancel)
        );
    }

    public static Decision Handle(
        RegisterCandidate command,
        Stream<Candidate> candidate,
        Pathway pathway,
        Sealed values,
        Actor actor,
        DateTimeOffset now
    )
    {
        if (candidate.Exists)
            return Decision.Nothing;
        if (PathwayRules.Of(command.Pathway) is not { } rules || !pathway.Open)
            return PathwayNotOpen;
        var today = UkTime.DayOf(now);
        if (Wrong(command, rules, today).ToArray() is { Length: > 0 } wrong)
            return Decision.Refuse(wrong);
        if (values.HeldBy is { } holder && holder != command.CandidateId)
            return Registered;
        return Decision
            .On<Candidate>(
                command.CandidateId,
                new CandidateRegistered(
                    command.CandidateId,
                    command.SupportOrganisationId,
                    command.PathwayId,
                    today,
                    command.Profession,
                    Blank(command.PlaceCode),
                    Blank(command.Programme),
                    command.ReferredBy,
                    command.NoticeGivenOn,
                    values.Values[5]!,
                    values.Values[0]!,
                    values.Values[1]!,
                    values.Values[2],
                    values.Values[3],
                    command.DecidesAlone ? null : values.Values[4],
                    command.DecidesAlone ? null : command.GuardianAgreedOn,
                    actor.Person,
                    values.Values[6]
                )
            )
            .Reserve(RegisterCandidate.Scope(command.SupportOrganisationId), values.Digest, command.CandidateId);
    }

    internal static IEnumerable<Refusal> Wrong(RegisterCandidate command, PathwayRules rules, DateOnly today)
    {
        if (rules.Professions.All(p => p.Code != command.Profession))
            yield return ProfessionUnknown;
        if (string.IsNullOrWhiteSpace(command.Name))
            yield return NameMissing;
        if (string.IsNullOrWhiteSpace(command.Contact))
            yield return ContactMissing;
        if (Blank(command.PlaceCode) is { } place && Places.Of(place) is null)
            yield return PlaceUnknown;
        if (string.IsNullOrWhiteSpace(command.NoticeLanguage))
            yield return NoticeMissing;
        if (command.NoticeGivenOn == default)
            yield return SkillsAccess.DayMissing("noticeGivenOn");
        else if (command.NoticeGivenOn > today)
            yield return SkillsAccess.InTheFuture("noticeGivenOn");
        if (Blank(command.NoticeVersion) is { } version && !PrivacyNotices.IsVersion(version))
            yield return GivePrivacyNoticeHandler.VersionWrong("noticeVersion");
        if (command.DecidesAlone)
            yield break;
        if (rules.Guardian is null)
        {
            yield return NoGuardianRule;
            yield break;
        }
        if (string.IsNullOrWhiteSpace(command.Guardian))
            yield return GuardianMissing;
        if (command.GuardianAgreedOn is not { } agreed)
            yield return GuardianDayMissing;
        else if (agreed > today)
            yield return SkillsAccess.InTheFuture("guardianAgreedOn");
    }

    internal static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    /// <summary>Seals what is there under the candidate's key; what is not stays nothing, at its place.</summary>
    internal static async Task<IReadOnlyList<Protected?>> SealAsync(
        Vault vault,
        Guid candidate,
        CancellationToken cancel,
        params string?[] values
    )
    {
        var there = values.Select(Blank).ToArray();
        var done = new Queue<Protected>(await vault.SealAsync(Candidate.SubjectOf(candidate), [.. there.OfType<string>()], cancel));
        return [.. there.Select(v => v is null ? null : done.Dequeue())];
    }

    private static async Task<Guid?> HolderAsync(Streams streams, Guid organisation, string digest, CancellationToken cancel)
    {
        await using var read = streams.Database.CreateCommand("select owner from events.reservation where scope = $1 and key = $2");
        read.Parameters.Add(new NpgsqlParameter<string> { TypedValue = RegisterCandidate.Scope(organisation) });
        read.Parameters.Add(new NpgsqlParameter<string> { TypedValue = digest });
        return await read.ExecuteScalarAsync(cancel) as Guid?;
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<RegisterCandidate>("POST", "/api/v1/candidates", SkillsAccess.Coordinators, creates: "candidateId");
}
