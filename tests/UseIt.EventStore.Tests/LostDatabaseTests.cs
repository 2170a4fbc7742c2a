using Microsoft.Extensions.Logging.Abstractions;
using UseIt.Testing;

namespace UseIt.EventStore.Tests;

public sealed class LostDatabaseTests
{
    [Fact]
    public async Task what_a_reader_says_it_has_seen_is_in_its_view_also_when_the_database_was_killed_right_after()
    {
        var jobs = new Jobs();
        await using var cluster = await DurableCluster.StartAsync();
        await using var grounds = await Grounds.OnAsync(cluster, jobs);
        using var reader = new Projector(grounds.Store, [jobs], [], NullLogger<Projector>.Instance);
        await reader.StartAsync(CancellationToken.None);
        for (var round = 0; round < 5; round++)
        {
            var job = Guid.CreateVersion7();
            var position = (await grounds.Store.AppendAsync(new Append().To<Job>(job, 0, new JobOpened("Mow the verges")))).Position;
            Assert.True(await reader.WaitAsync(jobs, position, Patience.Long));
            await cluster.KillServerAsync();
            await cluster.RestartAsync();
            grounds.Database.Clear();

            Assert.True(await reader.WaitAsync(jobs, position, Patience.Long));
            Assert.Equal(
                1,
                await grounds.AskAsync<long>("select count(*) from views.jobs_1 where (data ->> 'last')::bigint = $1", position)
            );
        }
        await reader.StopAsync(CancellationToken.None);
    }
}
