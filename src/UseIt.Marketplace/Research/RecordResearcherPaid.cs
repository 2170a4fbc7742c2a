using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

/// <summary>A researcher has been paid, or has had expenses paid back, as it was offered.</summary>
public sealed record RecordResearcherPaid(
    Guid ProjectId,
    Guid ResearcherId,
    [property: NewId(OrKept = true)] Guid PaymentId,
    Money Amount,
    DateOnly On
) : Message, ICommand;

public static class RecordResearcherPaidHandler
{
    public static readonly Refusal NotOffered = new(
        "pay-not-offered",
        "researcherId",
        "Nothing was offered to this researcher. Offer pay or expenses first"
    );

    public static Access Authorise(Actor actor, ResearchProject project) =>
        ResearchAccess.ForCoordinator(actor, project.SupportOrganisation);

    public static Decision Handle(RecordResearcherPaid command, ResearchProject project, Researcher researcher, DateTimeOffset now)
    {
        if (project.Payments.Contains(command.PaymentId))
            return Decision.Nothing;
        if (!project.Offered.TryGetValue(command.ResearcherId, out var kind))
            return NotOffered;
        List<Refusal> wrong = [];
        // What was found since the offer holds for what is paid.
        if (kind == ResearchPay.Pay && researcher.Pay != PayOutcome.MayBePaid)
            wrong.Add(OfferResearchPayHandler.ExpensesOnly with { Field = "researcherId" });
        if (command.Amount <= Money.Zero)
            wrong.Add(OfferResearchPayHandler.AmountWrong);
        if (!ResearchRefusals.HasBeen(command.On, now))
            wrong.Add(ResearchRefusals.InTheFuture);
        return wrong.Count > 0
            ? Decision.Refuse([.. wrong])
            : Decision.On<ResearchProject>(
                command.ProjectId,
                new ResearcherPaid(command.ProjectId, command.ResearcherId, command.PaymentId, command.Amount, command.On)
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<RecordResearcherPaid>(
            "POST",
            "/api/v1/research/projects/{projectId}/payments",
            ResearchAccess.Coordinators,
            creates: "paymentId"
        );
}
