using System.Diagnostics.Metrics;

namespace UseIt.Marketplace.Tests;

/// <summary>Counts the alarms of one kind that this process raises from here on.</summary>
internal sealed class Alarms : IDisposable
{
    private readonly MeterListener listener = new();
    private long count;

    public Alarms(string counter)
    {
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Name == counter)
                l.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref count, value));
        listener.Start();
    }

    public long Count => Interlocked.Read(ref count);

    public void Dispose() => listener.Dispose();
}
