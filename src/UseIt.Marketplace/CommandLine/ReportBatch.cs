using System.Globalization;
using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Reports;

namespace UseIt.Marketplace.CommandLine;

/// <summary>
/// One kind of report about everything it can be about, all at one cut. Cut and subjects stand in the folder, each report's id follows from
/// them, and a file that is there is whole: whatever stops it, the next run goes on with what is missing, and none is run twice.
/// </summary>
internal static class ReportBatch
{
    private const string CutFile = "cut";
    private const string LockFile = "lock";

    /// <summary>0 where each is there; 1 where some could not be made.</summary>
    public static async Task<int> RunAsync(
        IServiceProvider services,
        string kind,
        string format,
        string folder,
        long? cut,
        TextWriter output,
        TextWriter? progress,
        CancellationToken cancel
    )
    {
        var database = services.GetRequiredService<NpgsqlDataSource>();
        if (services.GetRequiredService<ReportKinds>().Find(kind) is not { } known)
            throw new CommandException($"There is no kind of report {kind}; --list says what there can be.");
        Directory.CreateDirectory(folder);
        await using var alone = Alone(folder, known.Name);
        var (at, subjects) = await BegunAsync(database, known, folder, cut, cancel);
        var (done, not) = (0, new List<(Guid Subject, string Why)>());
        ProgressBar.Show(progress, done, subjects.Count);
        foreach (var subject in subjects)
        {
            var file = Path.Combine(folder, $"{known.Name}-{subject}.{format}");
            if (!File.Exists(file))
                try
                {
                    await Report.RunAsync(services, known.Name, subject, format, file, at, cancel);
                }
                catch (CommandException e)
                {
                    not.Add((subject, e.Message));
                }
            ProgressBar.Show(progress, ++done, subjects.Count);
        }
        ProgressBar.Clear(progress);
        foreach (var (subject, why) in not)
            await output.WriteLineAsync($"{subject}: {why}");
        await output.WriteLineAsync(
            string.Create(CultureInfo.InvariantCulture, $"{folder}: {done - not.Count:N0} reports, {not.Count:N0} not, cut {at}")
        );
        return not.Count == 0 ? 0 : 1;
    }

    // The kernel lets go of it when the process ends, however it ends.
    private static FileStream Alone(string folder, string kind)
    {
        try
        {
            return new FileStream(Path.Combine(folder, $"{kind}.{LockFile}"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new CommandException($"Another run makes these reports in {folder}. Wait for it, or choose another folder.", e);
        }
    }

    // The first line is the cut, each other something they are about: who has come since is not of this batch.
    private static async Task<(long Cut, IReadOnlyList<Guid> Subjects)> BegunAsync(
        NpgsqlDataSource database,
        ReportKind kind,
        string folder,
        long? cut,
        CancellationToken cancel
    )
    {
        var file = Path.Combine(folder, $"{kind.Name}.{CutFile}");
        if (File.Exists(file))
        {
            var lines = await File.ReadAllLinesAsync(file, cancel);
            if (lines is not [var first, .. var about] || !long.TryParse(first, CultureInfo.InvariantCulture, out var begun))
                throw new CommandException($"{file} does not say the position of the log at which these reports were begun.");
            if (cut is not null && cut != begun)
                throw new CommandException($"The reports in {folder} were begun at position {begun}. Choose another folder for another.");
            IReadOnlyList<Guid> named =
            [
                .. about.Select(line =>
                    Guid.TryParse(line, CultureInfo.InvariantCulture, out var subject)
                        ? subject
                        : throw new CommandException($"{file} names something that is no id: {line}")
                ),
            ];
            return (begun, named);
        }
        var at = cut ?? await database.CeilingAsync(cancel);
        var subjects = await SubjectsAsync(database, kind, cancel);
        await File.WriteAllLinesAsync(
            $"{file}.part",
            subjects.Select(s => s.ToString()).Prepend(at.ToString(CultureInfo.InvariantCulture)),
            cancel
        );
        File.Move($"{file}.part", file, overwrite: true);
        return (at, subjects);
    }

    private static async Task<IReadOnlyList<Guid>> SubjectsAsync(NpgsqlDataSource database, ReportKind kind, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(kind.AllSubjects);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var subjects = new List<Guid>();
        while (await reader.ReadAsync(cancel))
            subjects.Add(reader.GetGuid(0));
        return [.. subjects.Distinct()];
    }
}
