using System.Globalization;
using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Reports;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.CommandLine;

/// <summary>
/// One kind of report about everything it can be about, all at one cut. The cut stands in the folder, each report's id follows from it and
/// what it is about, and a file that is there is whole: whatever stops it, the next run goes on, and none is run twice.
/// </summary>
internal static class ReportBatch
{
    private const string CutFile = "cut";

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
        var at = await CutAsync(database, known.Name, folder, cut, cancel);
        var subjects = await SubjectsAsync(database, known, cancel);
        var (done, not) = (0, new List<(Guid Subject, string Why)>());
        ProgressBar.Show(progress, done, subjects.Count);
        foreach (var subject in subjects)
        {
            var file = Path.Combine(folder, $"{known.Name}-{subject}.{format}");
            if (!File.Exists(file))
                try
                {
                    var id = UuidV5.Of(subject, string.Create(CultureInfo.InvariantCulture, $"{known.Name}/{at}"));
                    await Report.RunAsync(services, new RunReport(id, known.Name, subject, at), format, file, cancel);
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

    private static async Task<long> CutAsync(NpgsqlDataSource database, string kind, string folder, long? cut, CancellationToken cancel)
    {
        var file = Path.Combine(folder, $"{kind}.{CutFile}");
        if (File.Exists(file))
        {
            if (!long.TryParse(await File.ReadAllTextAsync(file, cancel), CultureInfo.InvariantCulture, out var begun))
                throw new CommandException($"{file} does not say the position of the log at which these reports were begun.");
            return cut is null || cut == begun
                ? begun
                : throw new CommandException($"The reports in {folder} were begun at position {begun}. Choose another folder for another.");
        }
        var at = cut ?? await database.CeilingAsync(cancel);
        await File.WriteAllTextAsync($"{file}.part", at.ToString(CultureInfo.InvariantCulture), cancel);
        File.Move($"{file}.part", file);
        return at;
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
