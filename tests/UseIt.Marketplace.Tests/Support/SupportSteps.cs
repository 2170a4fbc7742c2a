using Microsoft.Extensions.DependencyInjection;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Support;
using UseIt.Marketplace.Tests.Bids;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Support;

/// <summary>A support organisation with one adviser.</summary>
public sealed record TestSupport(Guid Id, TestPerson Adviser)
{
    public Actor Actor => Adviser.As(Roles.Adviser);
}

/// <summary>The steps of support as several tests need them.</summary>
public static class SupportSteps
{
    public static async Task<TestSupport> SupportAsync(this MarketplaceApp app, string name = "iSE")
    {
        var id = await app.OrganisationAsync(name, OrganisationKind.Support);
        return new TestSupport(id, await app.PersonAsync($"Adviser of {name}", id, Roles.Adviser));
    }

    /// <summary>A case the enterprise has accepted, and is eligible for.</summary>
    public static async Task<Guid> CaseAsync(this MarketplaceApp app, TestSupport support, TestEnterprise enterprise)
    {
        var id = Guid.CreateVersion7();
        await app.DoAsync(new ReceiveEnquiry(id, support.Id, enterprise.Id, "To bid", "Somebody"));
        await app.DoAsync(new AcceptCase(id));
        await app.DoAsync(new CheckEligibility(id, Eligibility.Eligible, "2026-1", "Trades in Ladywood"));
        return id;
    }

    /// <summary>A session of yesterday, at hours of the UK.</summary>
    public static async Task<LogSession> YesterdayAsync(this MarketplaceApp app, Guid @case, int from, int to)
    {
        var day = UkTime.DayOf(await app.Store.ClockAsync()).AddDays(-1);
        return new LogSession(
            @case,
            Guid.CreateVersion7(),
            day,
            SessionKind.OneToOne,
            (to - from) * 60,
            ["pricing"],
            "Growing places",
            null,
            At(day, from),
            At(day, to)
        );
    }

    public static DateTimeOffset At(DateOnly day, int hour) => UkTime.At(day.ToDateTime(new TimeOnly(hour, 0)), "at").Value;

    /// <summary>What a command is refused with.</summary>
    public static async Task<string[]> RefusalsAsync(this MarketplaceApp app, ICommand command, Actor actor) =>
        await app.Services.GetRequiredService<Commands>().SendAsync(command, new CommandContext(actor)) switch
        {
            Outcome.Refused refused => [.. refused.Refusals.Select(r => r.Code)],
            Outcome.Denied denied => [denied.Access.ToString()],
            var other => [other.GetType().Name],
        };
}
