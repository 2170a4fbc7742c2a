using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

/// <summary>
/// What a researcher gets for a project: pay only once it is answered that this person may be paid, else expenses only.
/// </summary>
public sealed record OfferResearchPay(Guid ProjectId, Guid ResearcherId, ResearchPay Kind, Money Amount) : Message, ICommand;

public static class OfferResearchPayHandler
{
    public static readonly Refusal NotAssigned = new(
        "researcher-not-assigned",
        "researcherId",
        "Choose a researcher who works on this project"
    );
    public static readonly Refusal Unanswered = new(
        "pay-unanswered",
        "kind",
        "First answer whether this person may be paid, and whether it touches benefits or asylum rules. Until then offer expenses only"
    );
    public static readonly Refusal ExpensesOnly = new("pay-expenses-only", "kind", "This person cannot be paid. Offer expenses only");
    public static readonly Refusal AmountWrong = new("amount-wrong", "amount", "Enter the amount, more than £0");

    public static Access Authorise(Actor actor, ResearchProject project) =>
        ResearchAccess.ForCoordinator(actor, project.SupportOrganisation);

    public static Decision Handle(OfferResearchPay command, ResearchProject project, Researcher researcher)
    {
        if (project.WhyNot() is { } no)
            return no;
        if (!project.Researchers.Contains(command.ResearcherId))
            return NotAssigned;
        List<Refusal> wrong = [];
        if (command.Kind == ResearchPay.Pay && researcher.Pay != PayOutcome.MayBePaid)
            wrong.Add(researcher.Pay is null ? Unanswered : ExpensesOnly);
        if (command.Amount <= Money.Zero)
            wrong.Add(AmountWrong);
        return wrong.Count > 0
            ? Decision.Refuse([.. wrong])
            : Decision.On<ResearchProject>(
                command.ProjectId,
                new ResearchPayOffered(command.ProjectId, command.ResearcherId, command.Kind, command.Amount)
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<OfferResearchPay>("POST", "/api/v1/research/projects/{projectId}/pay", ResearchAccess.Coordinators);
}
