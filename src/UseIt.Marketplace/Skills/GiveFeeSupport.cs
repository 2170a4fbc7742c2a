using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

/// <summary>Money that was paid for the person: a test, a course, the way there.</summary>
public sealed record GiveFeeSupport(Guid CandidateId, [property: NewId] Guid SupportId, FeePurpose Purpose, Money Amount, DateOnly On)
    : Message,
        ICommand;

public static class GiveFeeSupportHandler
{
    public static readonly Refusal AmountWrong = new("amount-wrong", "amount", "Enter an amount in pounds above £0, in whole pence");

    public static Access Authorise(Actor actor, Candidate candidate) => SkillsAccess.ToCoordinate(actor, candidate);

    public static Decision Handle(GiveFeeSupport command, Candidate candidate, Actor actor, DateTimeOffset now)
    {
        if (!candidate.IsOpen)
            return SkillsAccess.Gone;
        if (candidate.Known.Contains(command.SupportId))
            return candidate.Attainment.Holds(command.SupportId) ? NewIds.InUse("supportId") : Decision.Nothing;
        if (command.Amount is not { Amount: > 0, Currency: Money.Pounds } || command.Amount != command.Amount.ToPence())
            return AmountWrong;
        if (command.On == default)
            return SkillsAccess.DayMissing("on");
        if (command.On > UkTime.DayOf(now))
            return SkillsAccess.InTheFuture("on");
        return Decision.On<Candidate>(
            command.CandidateId,
            new FeeSupportGiven(command.CandidateId, command.SupportId, command.Purpose, command.Amount, command.On, actor.Person)
        );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<GiveFeeSupport>(
            "POST",
            "/api/v1/candidates/{candidateId}/fee-support",
            SkillsAccess.Coordinators,
            creates: "supportId"
        );
}
