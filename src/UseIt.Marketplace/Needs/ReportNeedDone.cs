using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Needs;

/// <summary>Whoever offered says that it is done.</summary>
public sealed record ReportNeedDone(Guid NeedId, DateOnly On, string Words) : Message, ICommand;

public static class ReportNeedDoneHandler
{
    public static readonly Refusal DayWrong = new("day-wrong", "on", "Enter a day that is not in the future");

    public static Access Authorise(Actor actor, Need need) => NeedAccess.ForSupplier(actor, need);

    public static Decision Handle(ReportNeedDone command, Need need, DateTimeOffset now)
    {
        if (need.Stage is NeedStage.Done or NeedStage.Confirmed)
            return Decision.Nothing;
        if (need.Stage != NeedStage.Accepted)
            return NeedAccess.NotOpen;
        List<Refusal> wrong = [];
        if (!NeedAccess.HasBeen(command.On, now))
            wrong.Add(DayWrong);
        if (string.IsNullOrWhiteSpace(command.Words))
            wrong.Add(NeedAccess.WordsMissing);
        return wrong.Count > 0
            ? Decision.Refuse([.. wrong])
            : Decision.On<Need>(
                command.NeedId,
                new NeedDone(command.NeedId, need.Accepted!.Value, need.Supplier!.Value, command.On, command.Words.Trim())
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<ReportNeedDone>("POST", "/api/v1/needs/{needId}/done", NeedAccess.Offerers);
}
