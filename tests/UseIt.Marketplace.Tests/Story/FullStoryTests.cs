using System.Globalization;
using Npgsql;
using UseIt.Marketplace.Story;
using UseIt.Marketplace.Story.FullSize;
using UseIt.Marketplace.Support;
using UseIt.Marketplace.Values;
using UseIt.Testing;

namespace UseIt.Marketplace.Tests.Story;

/// <summary>The programme's published totals come out of what the full story tells.</summary>
public sealed class FullStoryTests
{
    // Of the twelve whom both sizes follow, all are established, and one has confirmed none of its hours.
    private const int FollowedEnterprises = 11;
    private const int FollowedResearchers = 7;
    private const int FollowedProjects = 2;

    [Fact]
    public void the_plan_comes_to_the_enterprises_that_were_supported()
    {
        var all = Supported.Enterprises;
        var counted = all.Where(e => e.Minutes.Take(e.Confirmed).Sum() >= 60 * Supported.HoursNeeded).ToArray();
        Assert.Equal(all.Where(e => e.Reached == Reached.Threshold), counted);
        Assert.Equal(36, counted.Count(e => e.New));
        Assert.Equal(39, counted.Count(e => !e.New) + FollowedEnterprises);
        Assert.Equal(
            [Reached.DroppedOut, Reached.Unconfirmed, Reached.TooFewHours],
            all.Except(counted).Select(e => e.Reached).Distinct().Order()
        );
        Assert.All(
            all,
            e =>
            {
                // New is what was registered within the twelve months before its first support, or during it.
                Assert.Equal(e.New, e.Founded > Quarters.Opening(e.Quarter) - 365);
                Assert.InRange(e.QuarterOf(e.Minutes.Count - 1), e.Quarter, Quarters.Last);
                Assert.All(e.Trade.Cpv, code => Assert.NotNull(Cpv.Title(code)));
            }
        );
        Assert.Equal(all.Count, all.Select(e => e.Company.Name).Distinct().Count());
        Assert.Equal(all.Count, all.Select(e => e.Company.CompanyNumber).Distinct().Count());
        Assert.Equal(all.Count, all.Select(e => e.Manager.Name).Distinct().Count());
        Assert.Empty(all.Select(e => e.Company.Id).Intersect(Cast.Companies.Select(c => c.Id)));
        // Somebody begins in every quarter in which it is not too late.
        Assert.Equal(Enumerable.Range(0, 11), all.Select(e => e.Quarter).Distinct().Order());
        Assert.True(all.Select(e => e.Minutes.Sum()).Distinct().Count() > 3);
    }

    [Fact]
    public void the_plan_comes_to_the_people_who_were_connected_trained_and_asked()
    {
        var people = Connected.Candidates;
        Assert.Equal(250, people.Count(c => c.Connection is not null) + 2);
        Assert.Equal(22, people.Count(c => c.HasJob) + 1);
        Assert.Equal(15, people.Count(c => c.After26Weeks) + 1);
        Assert.All(people, c => Assert.True(!c.HasJob || c.Quarter < Quarters.Last, c.Key));
        Assert.All(people, c => Assert.True(!c.After26Weeks || c.Quarter + 3 <= Quarters.Last && c.After13Weeks, c.Key));
        Assert.Equal(people.Count, people.Select(c => c.Name).Distinct().Count());
        Assert.Equal(people.Count, people.Select(c => c.Contact).Distinct().Count());
        Assert.Equal(["doctor", "midwife", "nurse"], people.Select(c => c.Profession).Distinct().Order());

        Assert.Equal(85, Trained.Researchers.Count(r => r.Completes) + FollowedResearchers);
        Assert.Contains(Trained.Researchers, r => !r.Completes);
        Assert.Equal(24, Researched.Enquiries.Count + FollowedProjects);
        Assert.Equal(Researched.Enquiries.Count, Researched.Enquiries.Select(e => e.Key).Distinct().Count());
        Assert.Contains(Researched.Enquiries, e => e.By is null);
        Assert.Contains(Researched.Enquiries, e => e.Used is not null);
    }

    [Theory]
    [InlineData(0, 5, 0)]
    [InlineData(5, 5, 5)]
    [InlineData(3, 10, 3)]
    [InlineData(36, 69, 36)]
    public void so_many_of_a_total_are_spread_over_it(int many, int total, int found) =>
        Assert.Equal(found, Enumerable.Range(0, total).Count(n => Invented.IsOneOf(many, total, n)));

    [LongFact]
    public async Task the_full_story_told_comes_to_the_programmes_totals()
    {
        var connection = await ToldStory.CreateDatabaseAsync(StorySize.Full);
        await using (
            var database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connection) { Pooling = false }.ConnectionString)
        )
        {
            var twelveHours = """
                (select s.data ->> 'organisationId' as org, min(s.data ->> 'date') as first from events.mt_events s
                join events.mt_events c on c.stream_id = s.stream_id and c.type = 'session_countersigned'
                where s.type = 'session_logged' group by 1 having sum((s.data ->> 'minutes')::int) >= 720)
                """;
            Assert.Equal(75, await CountAsync(database, $"select count(*) from {twelveHours} h"));
            Assert.Equal(
                36,
                await CountAsync(
                    database,
                    $"""
                    select count(*) from {twelveHours} h join events.mt_events r
                    on r.type = 'enterprise_registered' and r.data ->> 'organisationId' = h.org
                    where (r.data ->> 'tradingSince')::date > h.first::date - interval '12 months'
                    """
                )
            );
            Assert.Equal(250, await CountAsync(database, Distinct("candidate_introduced", "candidateId")));
            Assert.Equal(22, await CountAsync(database, Distinct("job_started", "candidateId")));
            Assert.Equal(15, await CountAsync(database, Distinct("retention_confirmed", "candidateId") + " and data ->> 'weeks' = '26'"));
            Assert.Equal(85, await CountAsync(database, Distinct("research_training_completed", "researcherId")));
            Assert.Equal(24, await CountAsync(database, Distinct("research_completed", "projectId")));
            Assert.Equal(5, await CountAsync(database, Distinct("partner_joined", "consortiumId")));
            // Baselines before support, as whoever pays for it asks.
            Assert.Equal(
                0,
                await CountAsync(
                    database,
                    """
                    select count(*) from events.mt_events s where s.type = 'session_logged' and not exists
                    (select from events.mt_events d where d.stream_id = (s.data ->> 'caseId')::uuid and d.type = 'enterprise_diagnosed'
                    and (d.data ->> 'asAt')::date <= (s.data ->> 'date')::date)
                    """
                )
            );
            Assert.Equal(0, await CountAsync(database, "select count(*) from events.paused_view"));
            // An overdue review says something while few are.
            var open = await new Caseload().OpenAsync(database, Cast.Ise.Id, CancellationToken.None);
            var today = UkTime.DayOf(DateTimeOffset.UtcNow);
            Assert.InRange(open.Count(c => CaseListPage.Needs(c, today).What == "A review is overdue"), 1, 5);
            var ready = await new BidReadinessByEnterprise().FindAsync(
                database,
                open.Select(c => c.OrganisationId),
                CancellationToken.None
            );
            Assert.Equal(5, ready.Values.Count(r => r.Missing(today).Count == 0));
        }
        await PostgresFixture.DropDatabaseAsync(connection);
    }

    private static string Distinct(string type, string what) =>
        $"select count(distinct data ->> '{what}') from events.mt_events where type = '{type}'";

    private static async Task<long> CountAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }
}
