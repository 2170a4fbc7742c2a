using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace UseIt.Testing;

/// <summary>Data folders of test processes. The pid is in the name, so that the remains of a killed process are swept by the next one.</summary>
public static class TestFolders
{
    private const string Prefix = "useit-tests-";
    private const string Memory = "/dev/shm";
    private const string Disk = "/var/tmp";
    private const long EnoughMemory = 2L << 30;

    private static readonly Lazy<bool> Swept = new(() =>
    {
        foreach (var folder in new[] { Memory, Disk }.Where(Directory.Exists).SelectMany(parent => Directory.EnumerateDirectories(parent, Prefix + "*")))
            if (!Directory.Exists($"/proc/{Path.GetFileName(folder)[Prefix.Length..].Split('-')[0]}")) Remove(folder);
        return true;
    });

    private static int made;

    /// <summary>A name for a new folder that every user can pass through; on disk unless it may be lost with the machine.</summary>
    public static string New(bool inMemory = false)
    {
        _ = Swept.Value;
        // A container's /dev/shm is often 64 MB.
        var parent = inMemory && Directory.Exists(Memory) && new DriveInfo(Memory).AvailableFreeSpace > EnoughMemory ? Memory : Disk;
        return Path.Combine(parent, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Environment.ProcessId}-{Interlocked.Increment(ref made)}"));
    }

    /// <summary>Kills the server of a data folder, if one runs, and deletes the folder and its sockets.</summary>
    public static void Remove(string folder)
    {
        var sockets = SocketFolderOf(folder);
        KillServer(folder);
        // A process of its own: the test host may be ended before it has deleted everything.
        Process.Start("rm", ["-rf", folder, .. sockets is null ? Array.Empty<string>() : [sockets]]).Dispose();
    }

    /// <summary>kill -9 to the folder's postmaster and all its backends; false when none runs.</summary>
    public static bool KillServer(string folder)
    {
        if (PidLines(folder) is not [var pid, ..] || !IsServerOf(folder, pid)) return false;
        try
        {
            using var postmaster = Process.GetProcessById(int.Parse(pid, CultureInfo.InvariantCulture));
            postmaster.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return false;
        }
        while (IsServerOf(folder, pid)) Thread.Yield();
        return true;
    }

    private static string? SocketFolderOf(string folder) => PidLines(folder) is [_, _, _, _, var sockets, ..] && sockets.StartsWith("/tmp/useit-", StringComparison.Ordinal) ? sockets : null;

    private static string[] PidLines(string folder)
    {
        var file = Path.Combine(folder, "postgres", "postmaster.pid");
        return File.Exists(file) ? File.ReadAllLines(file) : [];
    }

    /// <summary>A postmaster's working folder is its cluster; a dead process has none.</summary>
    private static bool IsServerOf(string folder, string pid) => new FileInfo($"/proc/{pid}/cwd").LinkTarget == Path.Combine(folder, "postgres");
}
