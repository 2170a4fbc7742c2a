using JasperFx.Events;

namespace UseIt.Marketplace.Engine;

/// <summary>A view or subscriber as the reader of the log drives it.</summary>
internal sealed class Follower
{
    public Follower(View view, EventTypes types)
        : this(view.Progress, view.Handles, types) => View = view;

    public Follower(ISubscriber subscriber, EventTypes types)
        : this(subscriber.Progress, subscriber.Handles, types) => Subscriber = subscriber;

    private Follower(string progress, IReadOnlySet<Type> handles, EventTypes types)
    {
        Progress = progress;
        Handles = handles;
        Aliases = [.. types.AliasesOf(handles)];
        names = Aliases.Select(EventTypes.WithoutShape).ToHashSet(StringComparer.Ordinal);
    }

    private readonly HashSet<string> names;

    public View? View { get; }
    public ISubscriber? Subscriber { get; }
    public string Progress { get; }
    public IReadOnlySet<Type> Handles { get; }
    public HashSet<string> Aliases { get; }

    /// <summary>How far it has seen the log; the database's row may lag behind while nothing concerned it.</summary>
    public long Position { get; set; }

    /// <summary>The position its row in the database holds, from which it may be moved.</summary>
    public long Stored { get; set; }

    public bool Paused { get; set; }

    /// <summary>Where it met a newer shape of one of its facts: a newer node must carry on from there.</summary>
    public long? NewerFrom { get; set; }

    public HashSet<long> Skipped { get; } = [];

    public bool Active => !Paused && NewerFrom is null;

    public bool Wants(IEvent e) => Handles.Contains(e.Data.GetType()) && !Skipped.Contains(e.Sequence);

    /// <summary>Whether a fact of this unknown name is a newer shape of one it handles.</summary>
    public bool IsConcernedBy(string unknown) => names.Contains(EventTypes.WithoutShape(unknown));
}
