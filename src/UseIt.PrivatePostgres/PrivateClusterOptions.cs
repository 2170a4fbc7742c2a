namespace UseIt.PrivatePostgres;

/// <summary>Where a private PostgreSQL lives and how it is run.</summary>
public sealed record PrivateClusterOptions
{
    /// <summary>The data folder. It is made when missing; a folder that holds anything else is refused.</summary>
    public string Folder { get; init; } = PrivateCluster.DefaultFolder;

    /// <summary>
    /// The database that <see cref="PrivateCluster.ConnectionString"/> names; made when missing. Lower-case letters, digits and _.
    /// </summary>
    public string Database { get; init; } = "useit";

    /// <summary>For tests: nothing is forced to disk, a power cut loses everything. Never for data that matters.</summary>
    public bool Volatile { get; init; }

    /// <summary>Leaves the machine's own PostgreSQL aside and takes the one npm carries.</summary>
    public bool FromNpm { get; init; }

    /// <summary>
    /// Told in one plain line about each step that takes long (fetching PostgreSQL, making the cluster), and, at any time and on any
    /// thread, that the server was gone and is back, or, once and with what it said, that it cannot be started again.
    /// </summary>
    public Action<string>? Progress { get; init; }
}
