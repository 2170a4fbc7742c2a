namespace UseIt.Marketplace.Contracts;

/// <summary>A figure with the facts it rests on. Without a value nothing was recorded, which is never the same as 0.</summary>
/// <param name="Value">In the metric's own unit; null when nothing was recorded.</param>
/// <param name="AsAt">When the last of its facts was stored.</param>
/// <param name="Events">The facts behind it, oldest first.</param>
public sealed record Figure(decimal? Value, DateTimeOffset? AsAt, IReadOnlyList<Guid> Events)
{
    public static Figure From(decimal? value, params IEnumerable<Source> sources)
    {
        Source[] ordered = [.. sources.Distinct().OrderBy(s => s.At).ThenBy(s => s.EventId)];
        return new Figure(value, ordered.Length == 0 ? null : ordered[^1].At, [.. ordered.Select(s => s.EventId)]);
    }
}

/// <summary>A fact behind a figure.</summary>
public sealed record Source(Guid EventId, DateTimeOffset At);
