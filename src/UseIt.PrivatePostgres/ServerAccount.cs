using System.ComponentModel;
using System.Diagnostics;

namespace UseIt.PrivatePostgres;

/// <summary>What a program left behind: its exit code and everything it said.</summary>
internal sealed record Ran(int ExitCode, string Output)
{
    public bool Well => ExitCode == 0;

    /// <summary>The first lines: npm names the cause there.</summary>
    public string Head => string.Join('\n', Lines.Take(12));

    /// <summary>The last lines: PostgreSQL's programs name the cause there.</summary>
    public string Tail => string.Join('\n', Lines.TakeLast(12));

    private string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>
/// The user PostgreSQL runs as: we ourselves, or, since it refuses to run as root, postgres or nobody.
/// What that user may do is always found by trying it as that user, never by reading modes.
/// </summary>
internal sealed class ServerAccount
{
    private static readonly string[] Unprivileged = ["postgres", "nobody"];

    private readonly string? switchTo;

    private ServerAccount(string? switchTo) => this.switchTo = switchTo;

    public string Name => switchTo ?? Environment.UserName;

    /// <summary>The owner of the cluster when there is one, otherwise the first fit.</summary>
    public static async Task<ServerAccount> ChooseAsync(string cluster, CancellationToken cancellation)
    {
        ServerAccount[] candidates = Environment.IsPrivilegedProcess ? [.. await ExistingAsync(cancellation)] : [new ServerAccount(null)];
        if (candidates.Length == 0)
            throw new PrivateClusterException(
                "PostgreSQL does not run as root and this machine has neither a user postgres nor nobody. Run as another user."
            );
        if (!Directory.Exists(cluster))
            return candidates[0];
        foreach (var candidate in candidates)
            if ((await candidate.ShellAsync("""[ -O "$1" ] && [ -r "$1/PG_VERSION" ]""", cancellation, cluster)).Well)
                return candidate;
        var name = candidates[0].Name;
        throw new PrivateClusterException(
            $"The database folder {cluster} cannot be read by the user {name}, who runs the database. Give it back: chown -R {name} {cluster}"
        );
    }

    /// <summary>Makes sure that the account can reach the folder, from the root down.</summary>
    public async Task RequireReachAsync(string folder, string otherwise, CancellationToken cancellation)
    {
        var ran = await ShellAsync(
            """for d in "$@"; do [ -x "$d" ] || { echo "$d"; exit 3; }; done""",
            cancellation,
            [.. FromTheRoot(folder)]
        );
        if (ran.Well)
            return;
        var blocking = ran.Output.Trim();
        throw new PrivateClusterException(
            $"The folder {blocking} is closed to the user {Name}, who runs the database. Open it for passing through (chmod o+x {blocking}), or {otherwise}."
        );
    }

    /// <summary>
    /// A folder that belongs to the account and is closed to all others. Under /tmp anybody could have made it before us.
    /// </summary>
    public async Task MakePrivateFolderAsync(string folder, CancellationToken cancellation)
    {
        var ran = await ShellAsync(
            """umask 077; mkdir "$1" 2>/dev/null; [ -d "$1" ] && [ ! -L "$1" ] && [ -O "$1" ] && chmod 700 "$1" """,
            cancellation,
            folder
        );
        if (!ran.Well)
            throw new PrivateClusterException(
                $"The folder {folder} does not belong to the user {Name}, who runs the database. Remove it and start again."
            );
    }

    /// <summary>Hands a folder that we made over to the account.</summary>
    public async Task OwnAsync(string folder, CancellationToken cancellation)
    {
        if (switchTo is null)
            return;
        var ran = await new ServerAccount(null).RunAsync("chown", cancellation, "-h", $"{switchTo}:", folder);
        if (!ran.Well)
            throw new PrivateClusterException($"The folder {folder} could not be given to the user {switchTo}.\n{ran.Tail}");
    }

    public Task<Ran> ShellAsync(string script, CancellationToken cancellation, params string[] arguments) =>
        RunAsync("/bin/sh", cancellation, ["-c", script, "sh", .. arguments]);

    public Task<Ran> RunAsync(string program, CancellationToken cancellation, params string[] arguments) =>
        RunAsync(switchTo, "/", program, cancellation, arguments);

    /// <summary>Runs a program as whoever we are.</summary>
    public static async Task<Ran> RunAsync(
        string? user,
        string workingFolder,
        string program,
        CancellationToken cancellation,
        params string[] arguments
    )
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = workingFolder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        if (user is not null)
            start.UserName = user;
        // Its messages are read here, and a PGPORT or PGDATA of the person at the terminal is not meant for us.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("PG", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        start.Environment["LC_ALL"] = "C";
        using var process = Process.Start(start) ?? throw new Win32Exception($"{program} did not start");
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(cancellation);
        var errors = process.StandardError.ReadToEndAsync(cancellation);
        try
        {
            await process.WaitForExitAsync(cancellation);
            return new Ran(process.ExitCode, await output + await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    private static async Task<List<ServerAccount>> ExistingAsync(CancellationToken cancellation)
    {
        var found = new List<ServerAccount>();
        foreach (var user in Unprivileged)
            if ((await RunAsync(null, "/", "id", cancellation, "-u", user)).Well)
                found.Add(new ServerAccount(user));
        return found;
    }

    private static IEnumerable<string> FromTheRoot(string folder)
    {
        var up = new Stack<string>();
        for (var at = folder; at is not null; at = Path.GetDirectoryName(at))
            up.Push(at);
        return up;
    }
}
