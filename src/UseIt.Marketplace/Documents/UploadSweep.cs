using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Documents;

/// <summary>Once an hour, uploads that nobody finished go; on any number of nodes.</summary>
public sealed class UploadSweep(Files files, ILogger<UploadSweep> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromHours(1));
        while (await timer.TicksAsync(stoppingToken))
        {
            try
            {
                await files.SweepAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                log.LogWarning("Unfinished uploads could not be swept ({Kind}); in an hour again.", e.GetType().Name);
            }
        }
    }
}
