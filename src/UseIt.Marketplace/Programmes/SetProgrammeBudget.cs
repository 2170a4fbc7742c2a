using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Programmes;

/// <summary>A line of the budget, spread evenly over the quarters it is for.</summary>
public sealed record SetProgrammeBudget(Guid ProgrammeId, string Line, string Title, Money Amount, string From, string Until)
    : Message,
        ICommand;

public static class SetProgrammeBudgetHandler
{
    public static readonly Refusal LineMissing = new("line-missing", "line", "Enter the number or short name of the line");
    public static readonly Refusal AmountWrong = new("amount-wrong", "amount", "Enter the amount in pounds, more than £0, in whole pence");

    public static Access Authorise(Actor actor, Programme programme) => ProgrammeAccess.ForLead(actor, programme);

    public static Decision Handle(SetProgrammeBudget command, Programme programme)
    {
        List<Refusal> wrong = [];
        if (string.IsNullOrWhiteSpace(command.Line))
            wrong.Add(LineMissing);
        if (string.IsNullOrWhiteSpace(command.Title))
            wrong.Add(ProgrammeAccess.TitleMissing);
        if (command.Amount.Currency != Money.Pounds || command.Amount <= Money.Zero || command.Amount != command.Amount.ToPence())
            wrong.Add(AmountWrong);
        var (from, until) = (Quarter.Read(command.From), Quarter.Read(command.Until));
        if (from is null)
            wrong.Add(ProgrammeAccess.NoQuarter with { Field = "from" });
        if (until is null || until < from)
            wrong.Add(ProgrammeAccess.NoQuarter with { Field = "until" });
        if (wrong.Count > 0)
            return Decision.Refuse([.. wrong]);
        var line = new BudgetLine(command.Line.Trim(), command.Title.Trim(), command.Amount, from!.Value, until!.Value);
        return programme.Budget.Contains(line)
            ? Decision.Nothing
            : Decision.On<Programme>(
                command.ProgrammeId,
                new ProgrammeBudgetSet(command.ProgrammeId, line.Line, line.Title, line.Amount, line.From.ToString(), line.Until.ToString())
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<SetProgrammeBudget>("POST", "/api/v1/programmes/{programmeId}/budget", ProgrammeAccess.Leads);
}
