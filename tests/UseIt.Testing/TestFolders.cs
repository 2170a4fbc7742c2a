using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace UseIt.Testing;

/// <summary>
/// Data folders of test processes. The pid is in the name, so that the remains of a killed process are swept by the next one.
/// </summary>
public static class TestFolders
{
    private const string Prefix = "useit-tests-";
    private const string Memory = "/dev/shm";
    private const string Disk = "/var/tmp";
    private const long EnoughMemory = 2L << 30;

    /// <summary>Waits until nobody can write to its input any more, then stops the server at once and deletes everything.</summary>
    private const string Cleaner = """
        trap '' INT TERM HUP
        exec >/dev/null 2>&1
        cat
        pid=$(sed -n 1p "$1/postgres/postmaster.pid")
        # As PostgresServer names them; a server that was killed may have left no file that says it.
        sockets=/tmp/useit-$(printf %s "$1/postgres" | sha256sum | cut -c 1-16)
        runs() { [ "$(readlink "/proc/$pid/cwd")" = "$1/postgres" ]; }
        runs "$1" && kill -QUIT "$pid" && while runs "$1"; do sleep 0.02; done
        rm -rf "$1"
        rm -rf "$sockets"
        """;

    private static readonly Lazy<bool> Swept = new(() =>
    {
        foreach (
            var folder in new[] { Memory, Disk }
                .Where(Directory.Exists)
                .SelectMany(parent => Directory.EnumerateDirectories(parent, Prefix + "*"))
        )
            if (!Directory.Exists($"/proc/{Path.GetFileName(folder)[Prefix.Length..].Split('-')[0]}"))
                Remove(folder);
        return true;
    });

    // Held for life: a collected handle would close the input.
    private static readonly ConcurrentBag<Process> Waiting = [];
    private static int made;

    /// <summary>A name for a new folder that every user can pass through; on disk unless it may be lost with the machine.</summary>
    public static string New(bool inMemory = false)
    {
        _ = Swept.Value;
        // A container's /dev/shm is often 64 MB.
        var parent = inMemory && Directory.Exists(Memory) && new DriveInfo(Memory).AvailableFreeSpace > EnoughMemory ? Memory : Disk;
        return Path.Combine(
            parent,
            string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Environment.ProcessId}-{Interlocked.Increment(ref made)}")
        );
    }

    private static readonly Lazy<string> Scratches = new(() =>
    {
        var folder = Directory.CreateDirectory(New(inMemory: true)).FullName;
        RemoveWhenWeAreGone(folder);
        return folder;
    });

    /// <summary>A new folder for the files of a test; gone with this process.</summary>
    public static string Scratch() => Directory.CreateDirectory(Path.Combine(Scratches.Value, Guid.NewGuid().ToString("n"))).FullName;

    /// <summary>
    /// Removes the folder as soon as this process is gone, however it ends: the cleaner's input closes then.
    /// (A test host is ended too quickly after its last test to clean up by itself.)
    /// </summary>
    public static void RemoveWhenWeAreGone(string folder) => Waiting.Add(StartCleaner(folder));

    /// <summary>Stops the server of a data folder, if one runs, and deletes the folder and its sockets.</summary>
    public static void Remove(string folder)
    {
        using var cleaner = StartCleaner(folder);
        cleaner.StandardInput.Close();
    }

    private static Process StartCleaner(string folder) =>
        Process.Start(
            new ProcessStartInfo("/bin/sh", ["-c", Cleaner, "sh", folder]) { RedirectStandardInput = true, WorkingDirectory = "/" }
        )!;

    /// <summary>kill -9 to the folder's postmaster and all its backends; false when none runs.</summary>
    public static bool KillServer(string folder) => KillServer(folder, withBackends: true);

    /// <summary>kill -9 to the folder's postmaster, and to its backends where asked for; false when none runs.</summary>
    public static bool KillServer(string folder, bool withBackends)
    {
        if (PidLines(folder) is not [var pid, ..] || !IsServerOf(folder, pid))
            return false;
        try
        {
            using var postmaster = Process.GetProcessById(int.Parse(pid, CultureInfo.InvariantCulture));
            postmaster.Kill(entireProcessTree: withBackends);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return false;
        }
        while (IsServerOf(folder, pid))
            Thread.Yield();
        return true;
    }

    private static string[] PidLines(string folder)
    {
        var file = Path.Combine(folder, "postgres", "postmaster.pid");
        return File.Exists(file) ? File.ReadAllLines(file) : [];
    }

    /// <summary>A postmaster's working folder is its cluster; a dead process has none.</summary>
    private static bool IsServerOf(string folder, string pid) =>
        new FileInfo($"/proc/{pid}/cwd").LinkTarget == Path.Combine(folder, "postgres");
}
