using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Programmes;

/// <summary>An auditor draws lines of a claim by a seed of their own. Each draw is kept, also one that is drawn again.</summary>
public sealed record DrawClaimSample(Guid ClaimId, [property: NewId(OrKept = true)] Guid SampleId, string Seed, int Size)
    : Message,
        ICommand;

public static class DrawClaimSampleHandler
{
    public static readonly Refusal SeedMissing = new(
        "seed-missing",
        "seed",
        "Enter your seed: any words or numbers, to draw the same again"
    );
    public static readonly Refusal SizeWrong = new("size-wrong", "size", "Enter how many lines, from 1 to 1,000");

    public static Access Authorise(Actor actor, ProgrammeClaim claim) =>
        claim.Said is null || !actor.Has(Roles.Auditor) ? Access.NotFound : Access.Granted;

    public static Decision Handle(DrawClaimSample command, ProgrammeClaim claim, Actor actor)
    {
        if (claim.Samples.Any(s => s.SampleId == command.SampleId))
            return Decision.Nothing;
        List<Refusal> wrong = [];
        if (string.IsNullOrWhiteSpace(command.Seed))
            wrong.Add(SeedMissing);
        if (command.Size is < 1 or > 1000)
            wrong.Add(SizeWrong);
        return wrong.Count > 0
            ? Decision.Refuse([.. wrong])
            : Decision.On<ProgrammeClaim>(
                command.ClaimId,
                new ClaimSampleDrawn(
                    command.ClaimId,
                    claim.Said!.ProgrammeId,
                    command.SampleId,
                    command.Seed.Trim(),
                    command.Size,
                    SampleDraw.Of(command.ClaimId, claim.Said.Lines, command.Seed.Trim(), command.Size),
                    actor.Person
                )
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<DrawClaimSample>("POST", "/api/v1/claims/{claimId}/samples", ProgrammeAccess.Auditors, creates: "sampleId");
}
