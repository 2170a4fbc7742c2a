namespace UseIt.PrivatePostgres;

/// <summary>A lock on a file, held by an open handle (flock): the kernel lets go of it when the process ends, however it ends.</summary>
internal sealed class FileLock : IDisposable
{
    private const int WouldBlock = 11;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly FileStream handle;

    private FileLock(FileStream handle) => this.handle = handle;

    public static FileLock? TryShared(string path) => Try(path, FileAccess.Read, FileShare.Read);

    public static FileLock? TryExclusive(string path) => Try(path, FileAccess.ReadWrite, FileShare.None);

    /// <summary>Waits for the lock, however long its holder needs, unless cancelled.</summary>
    public static async Task<FileLock> ExclusiveAsync(string path, CancellationToken cancellation)
    {
        while (true)
        {
            if (TryExclusive(path) is { } held)
                return held;
            await Task.Delay(Pause, cancellation);
        }
    }

    /// <summary>
    /// True when nobody else holds it. Asked a few times: between fork and exec the child of another thread
    /// holds a copy of every handle, for a moment.
    /// </summary>
    public static async Task<FileLock?> TryAloneAsync(string path)
    {
        for (var attempt = 0; attempt < 4; attempt++)
        {
            if (TryExclusive(path) is { } held)
                return held;
            await Task.Delay(Pause);
        }
        return null;
    }

    public void Dispose() => handle.Dispose();

    private static FileLock? Try(string path, FileAccess access, FileShare share)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = access,
            Share = share,
            BufferSize = 0,
        };
        // Others must not even open it: whoever can open a file can lock it.
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            return new FileLock(new FileStream(path, options));
        }
        catch (IOException e) when (e.HResult == WouldBlock)
        {
            return null;
        }
    }
}
