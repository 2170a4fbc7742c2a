using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Operations;

public sealed record DeadLetterReplayed(Guid LetterId, string Type, string Error, string Reason) : IFact;

public sealed record DeadLetterDiscarded(Guid LetterId, string Type, string Error, string Reason) : IFact;

public sealed record ReaderResumed(string Reader, long Position, string Reason) : IFact;

public sealed record FactSkipped(string Reader, long Position, string Reason) : IFact;

/// <summary>
/// What was decided about one message that was set aside. The stream only puts decisions in order: what is set aside at the moment, the
/// queue of letters knows.
/// </summary>
public sealed record DeadLetterCase : IState<DeadLetterCase>
{
    public static DeadLetterCase Empty { get; } = new();

    public DeadLetterCase Evolve(object fact) => this;
}

/// <summary>What was decided about one reader of the log, in order.</summary>
public sealed record ReaderCase : IState<ReaderCase>
{
    public static ReaderCase Empty { get; } = new();

    public static Guid IdOf(string reader) => UuidV5.Of(UuidV5.Url, $"urn:useit:reader:{reader}");

    public ReaderCase Evolve(object fact) => this;
}
