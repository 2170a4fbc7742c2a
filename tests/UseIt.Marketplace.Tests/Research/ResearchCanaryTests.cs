using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tests.Bids;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Research;

/// <summary>No name, contact or concern of anybody is anywhere in the database, before or after an erasure.</summary>
public sealed class ResearchCanaryTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    private const string Name = "Quetzalina Okonjo-Marbles";
    private const string Contact = "quetzalina.okonjo@example.org";
    private const string Guardian = "Barnabina Okonjo-Marbles";
    private const string Participant = "Fitzwilliamina Underbough";
    private const string Phone = "0121 496 0447";
    private const string Concern = "bruised like a plum on Tuesday";
    private const string Action = "rang the duty social worker at once";

    [Fact]
    public async Task personal_text_of_research_rests_only_as_ciphertext()
    {
        string[] planted = [Name, Contact, Guardian, Participant, Phone, Concern, Action];
        var research = await app.ResearchAsync();
        var today = UkTime.DayOf(await app.NowAsync());
        var (manager, coordinator) = (research.Manager.Http, research.Coordinator.Http);
        await manager.DoAsync($"{research.Desk}/guardian-rule", new { rule = "A parent agrees and stays in the room" });
        await manager.DoAsync($"{research.Desk}/leads", new { personId = research.Manager.Id, phone = Phone }, "canary-lead");
        var researcher = BidSteps.Id(
            await coordinator.DoAsync(
                $"{research.Desk}/researchers",
                new
                {
                    name = Name,
                    contact = Contact,
                    source = "A youth club",
                    capacity = "Under18",
                    guardian = new { name = Guardian, on = today },
                },
                "canary-researcher"
            )
        );
        var project = await research.InTheFieldAsync();
        var participant = await research.ParticipantAsync(project, Participant);
        var concern = BidSteps.Id(
            await coordinator.DoAsync($"{research.Desk}/concerns", new { what = Concern, projectId = project }, "canary-concern")
        );
        await manager.DoAsync($"{research.Desk}/concerns/{concern}/actions", new { what = Action }, "canary-action");
        await app.SettledAsync();
        Assert.Empty(await app.FoundAsync(planted));

        Assert.Equal(Name, (await coordinator.ReadAsync($"/api/v1/research/researchers/{researcher}"))["name"]!.GetValue<string>());
        await coordinator.DoAsync($"/api/v1/research/researchers/{researcher}/erasure", new { reason = ErasureReasons.AskedByThePerson });
        await coordinator.DoAsync($"/api/v1/research/participants/{participant}/withdrawal", new { });
        await app.SettledAsync();
        Assert.Equal(
            UseIt.Marketplace.Privacy.Protected.Erased,
            (await coordinator.ReadAsync($"/api/v1/research/researchers/{researcher}"))["name"]!.GetValue<string>()
        );
        Assert.Equal(
            0L,
            await CountAsync(
                $"select count(*) from secrets.subject_key where subject in ('{researcher}', '{participant}') and wrapped is not null"
            )
        );
        // The search itself works.
        await app.DoAsync(new SuspendOrganisation(research.Hospital.Id, Concern));
        Assert.NotEmpty(await app.FoundAsync(planted));
    }

    private async Task<long> CountAsync(string sql)
    {
        await using var command = app.Database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
