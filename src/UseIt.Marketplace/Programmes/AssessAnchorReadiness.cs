using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Programmes;

/// <summary>An anchor says itself how far it is, question by question, from 0 to 4.</summary>
public sealed record AssessAnchorReadiness(Guid ProgrammeId, Guid PartnerId, DateOnly On, IReadOnlyList<ReadinessAnswer> Answers)
    : Message,
        ICommand
{
    public Guid ReadinessId => AnchorReadiness.IdOf(ProgrammeId, PartnerId);
}

public static class AssessAnchorReadinessHandler
{
    public static readonly Refusal NotAll = new("answers-missing", "answers", "Answer each question once");

    public static Refusal LevelWrong(int n) => new("level-wrong", $"answers[{n}].level", "Choose a level from 0 to 4");

    public static Access Authorise(Actor actor, AssessAnchorReadiness command, Programme programme) =>
        ProgrammeAccess.ForPartner(actor, programme, command.PartnerId);

    public static Decision Handle(
        AssessAnchorReadiness command,
        [Peek] Programme programme,
        AnchorReadiness readiness,
        Actor actor,
        DateTimeOffset now
    )
    {
        if (!ProgrammeAccess.HasBeen(command.On, now) || IndicatorRules.ReadinessOn(command.On) is not { } edition)
            return ProgrammeAccess.DayWrong("on");
        if (
            !command
                .Answers.Select(a => a.Question)
                .Order(StringComparer.Ordinal)
                .SequenceEqual(edition.Questions.Select(q => q.Code).Order(StringComparer.Ordinal))
        )
            return NotAll;
        for (var n = 0; n < command.Answers.Count; n++)
            if (command.Answers[n].Level is < 0 or > 4)
                return LevelWrong(n);
        if (
            readiness.Assessments.LastOrDefault() is { } last
            && last.On == command.On
            && last.By == actor.Person
            && last.Answers.SequenceEqual(command.Answers)
        )
            return Decision.Nothing;
        return Decision.On<AnchorReadiness>(
            command.ReadinessId,
            new AnchorReadinessAssessed(
                command.ReadinessId,
                command.ProgrammeId,
                command.PartnerId,
                edition.Name,
                command.On,
                command.Answers,
                actor.Person
            )
        );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<AssessAnchorReadiness>(
            "POST",
            "/api/v1/programmes/{programmeId}/partners/{partnerId}/readiness",
            ProgrammeAccess.Deliverers
        );
}
