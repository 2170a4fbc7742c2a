namespace UseIt.PrivatePostgres;

/// <summary>The settings of a private PostgreSQL, written before every start into a file its own configuration includes.</summary>
internal static class ClusterSettings
{
    private const string Always = """
        # Written at every start; changes here are lost.
        listen_addresses = ''
        unix_socket_permissions = 0700
        max_connections = 200
        shared_buffers = 128MB
        timezone = 'UTC'
        log_timezone = 'UTC'
        lc_messages = 'C'
        idle_in_transaction_session_timeout = 30s
        # Our statements are short: compiling one takes longer than running it.
        jit = off
        # The application is told every error; its words may hold personal or sealed values, so none of them
        # (message, detail, statement, parameter) reaches the log.
        log_min_messages = log
        log_min_error_statement = panic
        log_error_verbosity = terse
        log_statement = none
        log_min_duration_statement = -1
        log_parameter_max_length = 0
        log_parameter_max_length_on_error = 0
        log_checkpoints = off
        """;

    private const string Lasting = """
        fsync = on
        full_page_writes = on
        """;

    private const string Passing = """
        fsync = off
        full_page_writes = off
        """;

    public static async Task WriteAsync(string file, string socketFolder, bool isVolatile, CancellationToken cancellation)
    {
        var draft = file + ".new";
        await File.WriteAllTextAsync(
            draft,
            $"{Always}\nunix_socket_directories = '{socketFolder}'\n{(isVolatile ? Passing : Lasting)}\n",
            cancellation
        );
        // Read by the user who runs the database, whatever our umask.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(draft, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        File.Move(draft, file, overwrite: true);
    }
}
