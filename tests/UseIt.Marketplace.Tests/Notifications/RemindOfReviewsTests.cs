using Microsoft.Extensions.DependencyInjection;
using UseIt.Marketplace.Notifications;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Support;
using UseIt.Marketplace.Tests.Bids;
using UseIt.Marketplace.Tests.Support;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Notifications;

public sealed class RemindOfReviewsTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Fact]
    public void a_case_wakes_somebody_six_and_twelve_months_after_it_began()
    {
        var began = new EnquiryReceived(Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), null, "To bid");
        Assert.Equal(
            [
                (new RemindOfReview(began.CaseId, 6), UkTime.StartOf(new DateOnly(2027, 2, 28))),
                (new RemindOfReview(began.CaseId, 12), UkTime.StartOf(new DateOnly(2027, 8, 31))),
            ],
            new RemindOfReviews()
                .React(LogSteps.Stored(began.CaseId, began, UkTime.StartOf(new DateOnly(2026, 8, 31)).AddHours(10)))
                .Select(m => ((RemindOfReview)m.Message, m.Due!.Value))
        );
    }

    [Fact]
    public async Task the_cases_adviser_is_told_once_and_the_review_settles_it()
    {
        var support = await app.SupportAsync("Reviewing agency");
        var second = await app.PersonAsync("Sam Second", support.Id, Roles.Adviser);
        var enterprise = await app.EnterpriseAsync("Reviewed CIC");
        var @case = await app.CaseAsync(support, enterprise);
        await app.SettledAsync();
        // Nothing to compare with yet.
        await RunAsync(@case, 6);
        Assert.Empty(await ToldAsync(second, "review-due"));
        await app.DoAsync(
            new DiagnoseEnterprise(@case, Guid.CreateVersion7(), "Balance", "2", new DateOnly(2026, 1, 5), [new("governance", 3, null)])
        );
        // Nobody's in particular, and two nodes at once.
        await Task.WhenAll(RunAsync(@case, 6), RunAsync(@case, 6));
        foreach (var adviser in new[] { support.Adviser, second })
            Assert.Equal([false], await ToldAsync(adviser, "review-due"));
        await app.DoAsync(new ReviewCase(@case, 6, "First contract won"));
        await app.SettledAsync();
        await RunAsync(@case, 6);
        Assert.Equal([true], await ToldAsync(second, "review-due"));

        await app.StoreAsync(@case, "case", 6, new AdviserAssigned(@case, second.Id));
        await RunAsync(@case, 12);
        Assert.Equal([true, false], await ToldAsync(second, "review-due"));
        Assert.Equal([true], await ToldAsync(support.Adviser, "review-due"));
    }

    [Fact]
    public async Task nobody_is_told_of_a_case_that_is_over_or_was_reviewed_later()
    {
        var support = await app.SupportAsync("Agency of what is over");
        var enterprise = await app.EnterpriseAsync("Over CIC");
        var @case = await app.CaseAsync(support, enterprise);
        await app.DoAsync(
            new DiagnoseEnterprise(@case, Guid.CreateVersion7(), "Balance", "2", new DateOnly(2026, 1, 5), [new("governance", 3, null)])
        );
        await app.DoAsync(new ReviewCase(@case, 12, "Two contracts won"));
        await RunAsync(@case, 6);
        await app.DoAsync(new ExitCase(@case, "Stands by itself"));
        await RunAsync(@case, 12);
        Assert.Empty(await ToldAsync(support.Adviser, "review-due"));
    }

    private static async Task<IEnumerable<bool>> ToldAsync(TestPerson person, string kind) =>
        (await person.Http.ToldAsync(kind)).Select(t => t.Read);

    private Task RunAsync(Guid @case, int months) =>
        RemindOfReviewHandler.Handle(
            new RemindOfReview(@case, months),
            app.Store,
            app.Database,
            app.Services.GetRequiredService<Memberships>(),
            app.Services.GetRequiredService<Post>(),
            CancellationToken.None
        );
}
