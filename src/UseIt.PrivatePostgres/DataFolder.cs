using System.Buffers;

namespace UseIt.PrivatePostgres;

/// <summary>
/// The folder that holds everything of one installation. It carries a marker, so that a folder with other things
/// in it is never taken for ours.
/// </summary>
public sealed class DataFolder
{
    /// <summary>The file that says whose folder this is.</summary>
    public const string MarkerName = "useit.folder";

    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    // pg_ctl hands the path to a shell inside double quotes.
    private static readonly SearchValues<char> Unusable = SearchValues.Create("\"'$`\\\n\r\t");

    private DataFolder(string path) => Path = path;

    /// <summary>The full path, without symbolic links.</summary>
    public string Path { get; }

    /// <summary>Opens the folder, making and marking it when it is missing or empty.</summary>
    /// <exception cref="PrivateClusterException">It is not ours, is not a folder, or may not be read or written.</exception>
    public static DataFolder Open(string path)
    {
        var full = RealPath(path);
        if (full.AsSpan().ContainsAny(Unusable))
            throw new PrivateClusterException(
                $"The data folder {full} has quotes, $, \\ or line breaks in its name. Choose a folder without them."
            );
        if (File.Exists(full))
            throw new PrivateClusterException($"The data folder {full} is a file. Choose a folder.");
        try
        {
            Make(full);
            Claim(full);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new PrivateClusterException(
                $"The data folder {full} cannot be used by {Environment.UserName}: {e.Message} Choose another folder, or let {Environment.UserName} write to it.",
                e
            );
        }
        return new DataFolder(full);
    }

    /// <summary>The path of a file or folder directly inside.</summary>
    public string Entry(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>A folder inside that only the application's own user can look into (mode 0700).</summary>
    public string PrivateFolder(string name)
    {
        var folder = Entry(name);
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, Private);
        return folder;
    }

    /// <summary>
    /// A lock of this name, for one process at a time; null while another has it. It lasts until it is disposed or the process ends,
    /// whatever becomes of the database.
    /// </summary>
    public async Task<IDisposable?> TryHoldAsync(string name) => await FileLock.TryAloneAsync(Entry(name));

    /// <summary>
    /// A new folder beside the place it is for, to be moved there when it is whole: what is cut off half-way never looks whole.
    /// Earlier ones are swept; each has a name of its own because the programs of a killed process may still write to theirs.
    /// </summary>
    internal string NewDraft(string name)
    {
        foreach (var old in Directory.EnumerateDirectories(Path, $"{name}.new-*"))
        {
            try
            {
                Directory.Delete(old, recursive: true);
            }
            catch (IOException)
            {
                // Still written to; next time.
            }
        }
        return Directory.CreateDirectory(Entry($"{name}.new-{Guid.NewGuid():n}")).FullName;
    }

    /// <summary>The path without symbolic links, whether or not its end exists.</summary>
    internal static string RealPath(string path, int links = 0)
    {
        if (links > 40)
            throw new PrivateClusterException($"The path {path} leads through symbolic links in a circle.");
        var real = "/";
        foreach (var part in System.IO.Path.GetFullPath(path).Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var next = System.IO.Path.Combine(real, part);
            real = new FileInfo(next).LinkTarget is { } target ? RealPath(System.IO.Path.Combine(real, target), links + 1) : next;
        }
        return real;
    }

    private static void Make(string full)
    {
        if (Directory.Exists(full))
            return;
        // As root the database runs as another user, who must be able to pass through, though not to list.
        var passable = Environment.IsPrivilegedProcess ? UnixFileMode.GroupExecute | UnixFileMode.OtherExecute : UnixFileMode.None;
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(full) ?? "/");
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(full);
        else
            Directory.CreateDirectory(full, Private | passable);
    }

    private static void Claim(string full)
    {
        var marker = System.IO.Path.Combine(full, MarkerName);
        if (File.Exists(marker))
        {
            // Readable to its owner only: somebody else's installation shows here, with a clear error.
            File.OpenRead(marker).Dispose();
            return;
        }
        // A volume of its own is "empty" with lost+found in it.
        if (Directory.EnumerateFileSystemEntries(full).Any(entry => System.IO.Path.GetFileName(entry) is not (MarkerName or "lost+found")))
            throw new PrivateClusterException(
                $"The folder {full} has files in it that are not USE-IT! Marketplace's. Choose an empty or new folder, or one that it made."
            );
        File.WriteAllText(marker, "The data of a USE-IT! Marketplace. Change nothing in this folder by hand.\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(marker, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
