using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

/// <summary>The person was given the privacy notice once more: in which language, on which day, and which version of its text.</summary>
public sealed record GivePrivacyNotice(Guid CandidateId, string Language, DateOnly GivenOn, string? Version = null) : Message, ICommand;

public static class GivePrivacyNoticeHandler
{
    public static readonly Refusal LanguageMissing = new(
        "notice-language-missing",
        "language",
        "Say in which language the person was given the privacy notice"
    );

    public static Refusal VersionWrong(string field) =>
        new("notice-version-wrong", field, "Enter the version as the list of notices shows it, 12 letters and digits, or leave it empty");

    public sealed record Sealed(IReadOnlyList<Protected?> Values);

    public static Access Authorise(Actor actor, Candidate candidate) => SkillsAccess.ToCoordinate(actor, candidate);

    public static async Task<Sealed> Load(GivePrivacyNotice command, Candidate candidate, Vault vault, CancellationToken cancel) =>
        new(
            candidate.IsOpen
                ? await RegisterCandidateHandler.SealAsync(vault, command.CandidateId, cancel, command.Language, command.Version)
                : []
        );

    public static Decision Handle(GivePrivacyNotice command, Candidate candidate, Sealed values, Actor actor, DateTimeOffset now)
    {
        if (!candidate.IsOpen)
            return SkillsAccess.Gone;
        List<Refusal> wrong = [];
        if (string.IsNullOrWhiteSpace(command.Language))
            wrong.Add(LanguageMissing);
        if (command.GivenOn == default)
            wrong.Add(SkillsAccess.DayMissing("givenOn"));
        else if (command.GivenOn > UkTime.DayOf(now))
            wrong.Add(SkillsAccess.InTheFuture("givenOn"));
        if (command.Version is { Length: > 0 } version && !PrivacyNotices.IsVersion(version.Trim()))
            wrong.Add(VersionWrong("version"));
        return wrong.Count > 0
            ? Decision.Refuse([.. wrong])
            : Decision.On<Candidate>(
                command.CandidateId,
                new PrivacyNoticeGiven(command.CandidateId, command.GivenOn, values.Values[0]!, values.Values[1], actor.Person)
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<GivePrivacyNotice>("POST", "/api/v1/candidates/{candidateId}/notices", SkillsAccess.Coordinators);
}
