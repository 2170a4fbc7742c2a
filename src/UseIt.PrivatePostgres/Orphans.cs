using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace UseIt.PrivatePostgres;

/// <summary>
/// What a killed postmaster leaves behind. PostgreSQL does not start before the last of its backends is gone, and one that computes does
/// not look whether its postmaster is still there.
/// </summary>
internal static class Orphans
{
    /// <summary>Ends them, as a postmaster does after a crash; nothing where one lives. Whoever calls it holds the turn.</summary>
    public static void End(string cluster)
    {
        var found = Directory
            .EnumerateDirectories("/proc")
            .Select(Path.GetFileName)
            .Select(name => int.TryParse(name, CultureInfo.InvariantCulture, out var pid) ? pid : 0)
            .Where(pid => pid > 0 && IsOf(cluster, pid))
            .ToArray();
        // Only its children call themselves so; whatever else runs there (a postmaster, an administrator's single-user mode) owns the
        // files.
        if (!found.All(pid => CommandLine(pid).StartsWith("postgres: ", StringComparison.Ordinal)))
            return;
        foreach (var pid in found)
        {
            try
            {
                using var orphan = Process.GetProcessById(pid);
                orphan.Kill();
            }
            catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception)
            {
                // Gone by itself, or not ours to end: PostgreSQL's own look at the shared memory decides.
            }
        }
    }

    private static bool IsOf(string cluster, int pid) =>
        new FileInfo($"/proc/{pid}/cwd").LinkTarget == cluster
        && new FileInfo($"/proc/{pid}/exe").LinkTarget is { } program
        && Path.GetFileName(program) is "postgres" or "postgres (deleted)";

    private static string CommandLine(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline");
        }
        catch (IOException)
        {
            return "postgres: gone meanwhile";
        }
    }
}
