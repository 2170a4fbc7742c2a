using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Developments;

/// <summary>The developer tells of its project, the council discharges what is owed, the main contractor tells what it will let.</summary>
internal static class DevelopmentAccess
{
    public static readonly string[] Running = [Roles.Author, Roles.ContractManager];
    public static readonly string[] Building = [.. Running, .. Roles.Enterprise];

    public static AllowedTo Developers { get; } = AllowedTo.Role("the developer", Running);
    public static AllowedTo Councils { get; } = AllowedTo.Role("the council", Running);
    public static AllowedTo Contractors { get; } = AllowedTo.Role("the main contractor", Building);

    public static Access ForDeveloper(Actor actor, Development development) => actor.On(development.Developer, Running);

    public static AllowedTo Passers { get; } = AllowedTo.Role("the developer or the main contractor", Building);
    public static AllowedTo Chain { get; } = AllowedTo.Role("whoever works on the development", Building);

    /// <summary>Whoever has something to pass on: the developer, and who builds for it.</summary>
    public static Access ToPassOn(Actor actor, Development development) =>
        actor.ActsFor(development.Developer) ? ForDeveloper(actor, development) : ForContractor(actor, development);

    /// <summary>One side of what was passed on.</summary>
    public static Access ForSide(Actor actor, Development development, Guid flow, Func<PassedOn, Guid> side) =>
        development.Flows.TryGetValue(flow, out var passed) ? actor.On(side(passed), Building) : Access.NotFound;

    public static Access ForContractor(Actor actor, Development development) =>
        development.Contractor is { } contractor ? actor.On(contractor, Building) : Access.NotFound;

    public static readonly Refusal DayWrong = new("day-wrong", "on", "Enter a day that is not in the future");
    public static readonly Refusal TitleMissing = new("title-missing", "title", "Say in a line what it is");
    public static readonly Refusal NoObligation = new("obligation-unknown", "obligationId", "Choose an obligation of this development");
    public static readonly Refusal Discharged = new("obligation-discharged", null, "The council has discharged it");
    public static readonly Refusal QuantityWrong = new("quantity-wrong", "quantity", "Enter how much, more than 0");

    public static readonly Refusal NotAccepted = new(
        "pass-on-not-accepted",
        null,
        "Accept first what was passed on: nothing is delivered before there is an agreement"
    );

    /// <summary>What is wrong with what somebody tells that was delivered.</summary>
    public static IEnumerable<Refusal> WrongDelivery(decimal quantity, DateOnly on, string words, Refusal wordless, DateTimeOffset now)
    {
        if (quantity <= 0)
            yield return QuantityWrong;
        if (!HasBeen(on, now))
            yield return DayWrong;
        if (string.IsNullOrWhiteSpace(words))
            yield return wordless;
    }

    public static bool HasBeen(DateOnly day, DateTimeOffset now) => day != default && day <= UkTime.DayOf(now);
}
