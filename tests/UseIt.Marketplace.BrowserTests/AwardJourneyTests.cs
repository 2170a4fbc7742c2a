using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using UseIt.Marketplace.Awards;
using UseIt.Marketplace.Bids;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Operations;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tests;
using UseIt.Marketplace.Tests.Bids;
using UseIt.Marketplace.Tests.Tenders;
using Xunit.Abstractions;

namespace UseIt.Marketplace.BrowserTests;

/// <summary>
/// From bids that nobody can read to an award that everybody can: openers, evaluators, author, approver and a visitor, each by what is
/// written on the pages. How a tender comes to be published is in <see cref="JourneyTests"/>.
/// </summary>
public sealed class AwardJourneyTests(Chromium chromium, ServedApp app, ITestOutputHelper output)
    : IClassFixture<ServedApp>,
        IClassFixture<Chromium>
{
    [Theory]
    [InlineData(true, 1280)]
    [InlineData(false, 320)]
    public async Task bids_are_opened_scored_checked_and_awarded_and_a_visitor_reads_who_won(bool script, int width)
    {
        var screen = new Screen(width, 800);
        var (trust, bidder) = ($"Trust {width}", await app.EnterpriseAsync($"Winners of {width} CIC"));
        var tender = await app.PublishedAsync(await app.BuyerAsync(trust));
        var scorer = await app.PersonAsync("Eva Scorer", tender.Buyer.Id, Roles.Evaluator);
        var bid = await bidder.WrittenBidAsync(tender, tender.GroundsLot);
        await bidder.SubmitAsync(bid);
        await app.ClosedAsync(tender);
        await app.SettledAsync();
        await using var first = await AsAsync(tender.Buyer.FirstOpener, screen, script);
        await using var second = await AsAsync(tender.Buyer.SecondOpener, screen, script);
        await using var author = await AsAsync(tender.Buyer.Author, screen, script);
        await using var approver = await AsAsync(tender.Buyer.Approver, screen, script);
        await using var eva = await AsAsync(scorer, screen, script);
        var (room, id) = ($"/buyer/tenders/{tender.Id}", Evaluation.IdOf(tender.Id, tender.GroundsLot));

        foreach (var opener in new[] { first, second })
        {
            await opener.OpenAsync(room);
            await opener.PressAsync("Ask to open the bids");
        }
        await app.UntilFactAsync<BidOpened>(bid);
        await app.UntilAsync(async () => (await app.Store.FetchAsync<Evaluation>(id)).Exists);
        await app.SettledAsync();
        await author.OpenAsync($"/evaluations/{id}");
        await author.SelectAsync("Appoint an evaluator", "Eva Scorer");
        await author.PressAsync("Appoint");

        await eva.OpenAsync($"/evaluations/{id}");
        await eva.PressAsync("Declare");
        await eva.FollowAsync("Conditions and capabilities");
        await eva.ChooseAsync("Yes");
        await eva.TypeAsync("What does that rest on?", "Two contracts are named");
        await eva.PressAsync("Save the decision about “Grounds work”");
        foreach (var (criterion, score, reason) in new[] { ("Method", "4", "Clear on page two"), ("Social value", "3", "Few jobs") })
        {
            await eva.OpenAsync($"/evaluations/{id}");
            await eva.FollowAsync(criterion);
            await eva.TypeAsync("Your score, 0 to 5", score);
            await eva.TypeAsync("Reason", reason);
            await eva.PressAsync("Save and go back");
        }
        await eva.PressAsync("Submit my scores");
        foreach (var (criterion, score, reason) in new[] { ("Method", "4", "We agree on page two"), ("Social value", "3", "Jobs are few") })
        {
            await author.OpenAsync($"/evaluations/{id}");
            await author.FollowAsync(criterion);
            await author.TypeAsync("The score all agree on, 0 to 5", score);
            await author.TypeAsync("Reason", reason);
            await author.PressAsync("Save and go back");
        }
        await eva.OpenAsync($"/evaluations/{id}");
        await eva.PressAsync("Confirm the agreed scores");
        await author.OpenAsync($"/evaluations/{id}");
        await author.PressAsync("Conclude quality");

        await app.SettledAsync();
        foreach (var opener in new[] { first, second })
        {
            await opener.OpenAsync(room);
            await opener.PressAsync("Ask to open the prices");
        }
        await app.UntilAsync(async () => (await app.Store.FetchAsync<Evaluation>(id)).State.Ranked is not null);
        await app.SettledAsync();
        await author.OpenAsync($"{room}/checks");
        await author.PressAsync($"Save the subcontractors of {bidder.Name}");
        await author.ChooseAsync(bidder.Name);
        await author.TypeAsync("Where did you look?", "The debarment list on GOV.UK");
        await author.ChooseAsync("Nothing was found");
        await author.PressAsync("Record the check");
        await author.SeesAsync("Everybody is checked");
        await author.OpenAsync($"/evaluations/{id}");
        await author.TypeAsync("Why is the first bid the most advantageous?", "The highest total by the published method");
        await author.PressAsync("Propose the award");

        await approver.OpenAsync($"/awards/{Award.IdOf(id)}");
        foreach (var step in new[] { "Approve", "Send all summaries", "Publish", "Confirm" })
            await approver.PressAsync(step);
        await approver.SeesAsync("The award is confirmed");

        // Nobody in particular.
        await app.SettledAsync();
        await using var visitor = new Steps(await chromium.VisitAsync(app.Address, screen, script), script);
        await visitor.OpenAsync("/");
        await visitor.OpenAsync("/awards");
        await visitor.SeesAsync(bidder.Name);
        await visitor.SeesAsync(trust);
        Assert.Equal(1, await visitor.Page.Locator($"a[href$='#award-{Award.IdOf(id)}']").CountAsync());
        await visitor.OpenAsync($"/tenders/{tender.Id}#award-{Award.IdOf(id)}");
        await visitor.SeesAsync("Bids received");
        await visitor.SeesAsync("£42,000");
        foreach (var (who, steps) in new[] { ("author", author), ("approver", approver), ("evaluator", eva), ("visitor", visitor) })
        {
            output.WriteLine($"{width} px, {who}: {steps.Pages} pages, {steps.Fields} fields, {steps.TypedTwice} typed twice");
            Assert.Equal(0, steps.TypedTwice);
        }
    }

    [Fact]
    public async Task an_administrator_sends_messages_that_were_set_aside_again()
    {
        var administrator = await app.PersonAsync(
            "Ngozi Adair",
            await app.OrganisationAsync("The marketplace", OrganisationKind.Platform),
            Roles.Administrator
        );
        var letters = app.Services.GetRequiredService<DeadLetters>();
        foreach (var nobody in new[] { Guid.CreateVersion7(), Guid.CreateVersion7() })
            await app.Services.QueueAsync(new ErasePerson(nobody, ErasureReasons.AskedByThePerson));
        await app.UntilAsync(async () => (await letters.ListAsync()).Count == 2);
        foreach (var (letter, script, width) in (await letters.ListAsync()).Zip([true, false], [1280, 320]))
        {
            await using var steps = await AsAsync(administrator, new Screen(width, 800), script);
            await steps.OpenAsync("/operations");
            await steps.SeesAsync("Messages set aside");
            await steps.OpenAsync($"/operations/messages/{letter.Id}");
            await steps.SeesAsync("person-unknown");
            await steps.PressAsync("Send it again");
            await steps.SeesAsync(OperationsModule.ReasonMissing.Sentence);
            await steps.TypeAsync("Why do you decide so?", "Whoever it was about is here now");
            await steps.PressAsync("Send it again");
            Assert.Single((await app.Store.ReadStreamAsync(letter.Id)).Select(e => e.Data).OfType<DeadLetterReplayed>());
            Assert.Equal(0, steps.TypedTwice);
        }
    }

    private async Task<Steps> AsAsync(TestPerson person, Screen screen, bool script) =>
        new(await chromium.AsAsync(app, person, screen, script), script);
}
