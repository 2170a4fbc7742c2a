using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

/// <summary>Puts right or completes what is known of the person: name, contact, where they live, what they did before.</summary>
public sealed record CorrectCandidate(
    Guid CandidateId,
    string Name,
    string Contact,
    string? Qualification = null,
    string? History = null,
    string? PlaceCode = null
) : Message, ICommand;

public static class CorrectCandidateHandler
{
    public sealed record Sealed(IReadOnlyList<Protected?> Values);

    public static Access Authorise(Actor actor, Candidate candidate) => SkillsAccess.ToCoordinate(actor, candidate);

    public static async Task<Sealed> Load(CorrectCandidate command, Candidate candidate, Vault vault, CancellationToken cancel) =>
        new(
            candidate.IsOpen
                ? await RegisterCandidateHandler.SealAsync(
                    vault,
                    command.CandidateId,
                    cancel,
                    command.Name,
                    command.Contact,
                    command.Qualification,
                    command.History
                )
                : []
        );

    public static Decision Handle(CorrectCandidate command, Candidate candidate, Sealed values, Actor actor)
    {
        if (!candidate.IsOpen)
            return SkillsAccess.Gone;
        if (Wrong(command).ToArray() is { Length: > 0 } wrong)
            return Decision.Refuse(wrong);
        return Decision.On<Candidate>(
            command.CandidateId,
            new CandidateCorrected(
                command.CandidateId,
                values.Values[0]!,
                values.Values[1]!,
                values.Values[2],
                values.Values[3],
                RegisterCandidateHandler.Blank(command.PlaceCode),
                actor.Person
            )
        );
    }

    private static IEnumerable<Refusal> Wrong(CorrectCandidate command)
    {
        if (string.IsNullOrWhiteSpace(command.Name))
            yield return RegisterCandidateHandler.NameMissing;
        if (string.IsNullOrWhiteSpace(command.Contact))
            yield return RegisterCandidateHandler.ContactMissing;
        if (RegisterCandidateHandler.Blank(command.PlaceCode) is { } place && Places.Of(place) is null)
            yield return RegisterCandidateHandler.PlaceUnknown;
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<CorrectCandidate>("PUT", "/api/v1/candidates/{candidateId}/details", SkillsAccess.Coordinators);
}
