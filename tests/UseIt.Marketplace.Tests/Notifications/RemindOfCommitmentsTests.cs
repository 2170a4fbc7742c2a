using Microsoft.Extensions.DependencyInjection;
using UseIt.Marketplace.Contracts;
using UseIt.Marketplace.Notifications;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tests.Contracts;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Notifications;

public sealed class RemindOfCommitmentsReactions
{
    private static readonly DateOnly Due = new(2027, 3, 31);

    [Theory]
    [InlineData(-60, "commitment-due-in-30-days", "commitment-due-in-7-days", "commitment-late")]
    [InlineData(-20, "commitment-due-in-7-days", "commitment-late")]
    [InlineData(-1, "commitment-late")]
    [InlineData(5, "commitment-late")]
    public void a_day_wakes_at_what_still_lies_ahead_of_it_and_when_it_is_late(int days, params string[] expected)
    {
        var contracted = new CommitmentContracted(Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), [Guid.NewGuid()], Due);
        var varied = new CommitmentVaried(contracted.CommitmentId, contracted.ContractId, 3, Due, "Later");
        foreach (object fact in new object[] { contracted, varied })
        {
            var messages = new RemindOfCommitments()
                .React(LogSteps.Stored(contracted.CommitmentId, fact, UkTime.StartOf(Due.AddDays(days)).AddHours(1)))
                .ToArray();
            Assert.Equal(expected, messages.Select(m => ((RemindOfCommitment)m.Message).Kind));
            Assert.All(
                messages,
                m =>
                    Assert.Equal(
                        UkTime.StartOf(
                            Due.AddDays(RemindOfCommitmentHandler.Days.Single(d => d.Kind == ((RemindOfCommitment)m.Message).Kind).After)
                        ),
                        m.Due
                    )
            );
        }
    }

    [Fact]
    public void without_a_day_nobody_is_woken_and_every_reminder_has_its_sentence()
    {
        var fact = new CommitmentContracted(Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), [], null);
        Assert.Empty(new RemindOfCommitments().React(LogSteps.Stored(fact.CommitmentId, fact, DateTimeOffset.UnixEpoch)));
        Assert.All(RemindOfCommitmentHandler.Kinds, k => Assert.True(Sentences.Has(k)));
    }
}

public sealed class RemindOfCommitmentsOnPostgres(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    private const string Late = "commitment-late";
    private const string Soon = "commitment-due-in-30-days";

    [Fact]
    public async Task the_suppliers_people_and_the_contract_manager_are_reminded_once_whoever_runs_it_and_evidence_settles_it()
    {
        var told = await ToldCommitments.TellAsync(app);
        var signatory = await app.PersonAsync("Sid Signatory", told.Lead.Organisation, Roles.Signatory);
        await app.SettledAsync();
        Guid[] expected = [told.Manager.Id, told.Lead.Id, told.Partner.Id];
        // The day was past when it was set: the reaction has told them already. Another node does it again at the same time.
        var due = told.Today.AddDays(-3);
        await Task.WhenAll(RunAsync(told, "late", due, Late), RunAsync(told, "late", due, Late));
        Assert.Equal(expected.Order(), (await ToldAsync(told.Id("late"), Late)).Order());
        Assert.DoesNotContain(signatory.Id, await ToldAsync(told.Id("late"), Late));

        await told.Lead.Http.DoAsync(
            $"/api/v1/contracts/{told.Contract}/commitments/{told.Id("late")}/evidence",
            new
            {
                quantity = 10,
                period = new { start = told.Today, end = told.Today },
                statement = "A day with a school",
            }
        );
        await app.SettledAsync();
        Assert.Empty(await ToldAsync(told.Id("late"), Late));
        await RunAsync(told, "late", due, Late);
        Assert.Empty(await ToldAsync(told.Id("late"), Late));
    }

    [Fact]
    public async Task nobody_is_reminded_of_what_is_reported_lapsed_moved_past_or_of_no_contract_in_force()
    {
        var told = await ToldCommitments.TellAsync(app);
        await app.SettledAsync();
        await RunAsync(told, "met", told.Today.AddDays(-1), Late);
        await RunAsync(told, "lapsed", told.Today.AddDays(-30), Late);
        await RunAsync(told, "awaiting", told.Today.AddDays(300), Late);
        await RunAsync(told, "soon", told.Today.AddDays(19), Soon);
        // A month before is no news when a week before has come.
        await RunAsync(told, "late", told.Today.AddDays(-3), Soon);
        foreach (var name in new[] { "met", "lapsed", "awaiting", "soon" })
            Assert.Empty(await ToldAsync(told.Id(name), Late, Soon));
        Assert.Empty(await ToldAsync(told.Id("late"), Soon));
        await RunAsync(told, "soon", told.Today.AddDays(20), Soon);
        Assert.NotEmpty(await ToldAsync(told.Id("soon"), Soon));
        await app.StoreAsync(told.Contract, "contract", 2, new ContractEnded(told.Contract, told.Tender.Id, "Over"));
        await RunAsync(told, "disputed", told.Today.AddDays(200), Soon);
        Assert.Empty(await ToldAsync(told.Id("disputed"), Soon));
    }

    private Task RunAsync(ToldCommitments told, string name, DateOnly due, string kind) =>
        RemindOfCommitmentHandler.Handle(
            new RemindOfCommitment(told.Id(name), told.Contract, due, kind),
            app.Store,
            app.Database,
            app.Services.GetRequiredService<Memberships>(),
            app.Services.GetRequiredService<Post>(),
            CancellationToken.None
        );

    // Those to whom it is still new.
    private async Task<IReadOnlyList<Guid>> ToldAsync(Guid commitment, params string[] kinds)
    {
        await using var command = app.Database.CreateCommand(
            "select person from notifications.inbox where subject = $1 and kind = any($2) and read_at is null"
        );
        command.Parameters.AddWithValue(commitment);
        command.Parameters.AddWithValue(kinds);
        await using var reader = await command.ExecuteReaderAsync();
        var people = new List<Guid>();
        while (await reader.ReadAsync())
            people.Add(reader.GetGuid(0));
        return people;
    }
}
