using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Developments;

/// <summary>
/// Part of what is owed flows down: from the developer to its main contractor, from the contractor to a supplier it has let work to, each
/// by an agreement that says how much.
/// </summary>
public sealed record PassOnObligation(
    Guid DevelopmentId,
    Guid ObligationId,
    [property: NewId(OrKept = true)] Guid FlowId,
    Guid ToId,
    decimal Quantity,
    string Agreement,
    DateOnly On
) : Message, ICommand;

public static class PassOnObligationHandler
{
    public static readonly Refusal ToWrong = new(
        "pass-on-to-wrong",
        "toId",
        "Choose the main contractor, or a supplier to whom a package is let"
    );
    public static readonly Refusal AgreementMissing = new(
        "agreement-missing",
        "agreement",
        "Enter the agreement and its clause, such as Subcontract 12, clause 4"
    );

    public static Refusal TooMuch(decimal left) =>
        new(
            "pass-on-too-much",
            "quantity",
            left > 0
                ? $"No more than {Reports.ReportWriter.Quantity(left)} of it is yours to pass on"
                : "Nothing of it is left that is yours to pass on",
            new Dictionary<string, object?> { ["left"] = left }
        );

    public static Access Authorise(Actor actor, Development development) => DevelopmentAccess.ToPassOn(actor, development);

    public static Decision Handle(PassOnObligation command, Development development, Actor actor, DateTimeOffset now)
    {
        if (!development.Obligations.TryGetValue(command.ObligationId, out var obligation))
            return DevelopmentAccess.NoObligation;
        if (development.Flows.ContainsKey(command.FlowId))
            return Decision.Nothing;
        if (obligation.Discharged)
            return DevelopmentAccess.Discharged;
        var from = actor.ActsFor(development.Developer) ? development.Developer : development.Contractor!.Value;
        List<Refusal> wrong = [];
        if (command.ToId == from || !Next(development, from).Contains(command.ToId))
            wrong.Add(ToWrong);
        if (command.Quantity <= 0)
            wrong.Add(DevelopmentAccess.QuantityWrong);
        else if (development.Left(command.ObligationId, from) is var left && command.Quantity > left)
            wrong.Add(TooMuch(left));
        if (string.IsNullOrWhiteSpace(command.Agreement))
            wrong.Add(AgreementMissing);
        if (!DevelopmentAccess.HasBeen(command.On, now))
            wrong.Add(DevelopmentAccess.DayWrong);
        return wrong.Count > 0
            ? Decision.Refuse([.. wrong])
            : Decision.On<Development>(
                command.DevelopmentId,
                new ObligationPassedOn(
                    command.DevelopmentId,
                    command.ObligationId,
                    command.FlowId,
                    from,
                    command.ToId,
                    command.Quantity,
                    command.Agreement.Trim(),
                    command.On,
                    actor.Person
                )
            );
    }

    // One step down: nobody passes on past whom it has an agreement with.
    private static IEnumerable<Guid> Next(Development development, Guid from) =>
        development.Contractor is not { } contractor ? []
        : from == contractor ? development.Packages.Values.OfType<Guid>()
        : [contractor];

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<PassOnObligation>(
            "POST",
            "/api/v1/developments/{developmentId}/obligations/{obligationId}/flows",
            DevelopmentAccess.Passers,
            creates: "flowId"
        );
}
