namespace UseIt.Marketplace.Organisations;

/// <summary>A duty for which what is known of somebody is kept until a day, and read by nobody: which, and until when.</summary>
public sealed record ErasureHold(string Duty, DateOnly Until);

/// <summary>Which duty keeps somebody from being erased now, the one that lasts longest; asked of whoever may have one.</summary>
public interface IErasureHolds
{
    Task<ErasureHold?> OfAsync(Guid subject, DateOnly today, CancellationToken cancel);
}
