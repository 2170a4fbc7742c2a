using System.Diagnostics.Metrics;

namespace UseIt.Marketplace.Authoring;

/// <summary>
/// Tells the operator of a template that was published here and could not write what it is there for. Nobody is kept waiting for it: the
/// program's own takes its place.
/// </summary>
public sealed class UnfitTemplates(ILogger<UnfitTemplates> log) : IDisposable
{
    public const string MeterName = "UseIt.Marketplace.Authoring";

    private readonly Meter meter = new(MeterName);
    private Counter<long>? unfit;

    /// <param name="path">Which; what went wrong may quote what it was to write, and is not told.</param>
    public void Say(string path)
    {
        (unfit ??= meter.CreateCounter<long>("useit.templates.unfit")).Add(1);
        log.LogError("The version of {Path} that was published here could not be written; the program's own was used.", path);
    }

    public void Dispose() => meter.Dispose();
}
