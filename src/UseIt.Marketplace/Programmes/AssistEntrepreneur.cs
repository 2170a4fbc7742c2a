using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Programmes;

/// <summary>Time with somebody who may start an enterprise. Only a number is kept, and where the log signed by both lies.</summary>
public sealed record AssistEntrepreneur(
    Guid ProgrammeId,
    [property: NewId] Guid EntrepreneurId,
    [property: NewId(OrKept = true)] Guid SessionId,
    DateOnly On,
    int Minutes,
    string Log
) : Message, ICommand;

public static class AssistEntrepreneurHandler
{
    public static readonly Refusal MinutesWrong = new("minutes-wrong", "minutes", "Enter the minutes, from 1 to 720");
    public static readonly Refusal LogMissing = new("log-missing", "log", "Say where the log signed by both sides lies");
    public static readonly Refusal OfAnother = new("entrepreneur-of-another", "entrepreneurId", "This number is of another programme");

    public static Access Authorise(Actor actor, Programme programme) => ProgrammeAccess.ForCarer(actor, programme);

    public static Decision Handle(
        AssistEntrepreneur command,
        [Peek] Programme programme,
        ProgrammeEntrepreneur entrepreneur,
        Actor actor,
        DateTimeOffset now
    )
    {
        if (entrepreneur.Sessions.Contains(command.SessionId))
            return Decision.Nothing;
        List<Refusal> wrong = [];
        if (entrepreneur.Programme != Guid.Empty && entrepreneur.Programme != command.ProgrammeId)
            wrong.Add(OfAnother);
        if (!ProgrammeAccess.HasBeen(command.On, now))
            wrong.Add(ProgrammeAccess.DayWrong("on"));
        if (command.Minutes is < 1 or > 720)
            wrong.Add(MinutesWrong);
        if (string.IsNullOrWhiteSpace(command.Log))
            wrong.Add(LogMissing);
        return wrong.Count > 0
            ? Decision.Refuse([.. wrong])
            : Decision.On<ProgrammeEntrepreneur>(
                command.EntrepreneurId,
                new EntrepreneurAssisted(
                    command.EntrepreneurId,
                    command.ProgrammeId,
                    command.SessionId,
                    command.On,
                    command.Minutes,
                    command.Log.Trim(),
                    actor.Person
                )
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<AssistEntrepreneur>(
            "POST",
            "/api/v1/programmes/{programmeId}/entrepreneurs",
            ProgrammeAccess.Carers,
            creates: "entrepreneurId"
        );
}
