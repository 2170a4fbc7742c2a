using System.Globalization;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Opportunities;

namespace UseIt.Marketplace.CommandLine;

/// <summary>
/// <c>import ocds FILE... [--strict]</c>: takes notices of other publishers in. Again is harmless; a server may be running.
/// </summary>
public static class ImportOcds
{
    private const int BatchReleases = 200;
    private const int BatchBytes = 4 << 20;

    /// <summary>0 when the files were processed; 1 with <paramref name="strict"/> when anything was rejected.</summary>
    public static async Task<int> RunAsync(
        IServiceProvider services,
        IReadOnlyList<string> files,
        bool strict,
        TextWriter output,
        TextWriter? progress = null,
        CancellationToken cancel = default
    )
    {
        var commands = services.GetRequiredService<Commands>();
        var (total, rejected, read) = (new ImportCount(0, 0, 0), 0, 0);
        foreach (var file in files)
        {
            var batch = new List<SourceRelease>();
            var bytes = 0;
            using var found = Read(file).GetEnumerator();
            while (Next(found, out var problem))
            {
                cancel.ThrowIfCancellationRequested();
                if ((problem ?? found.Current) is Found.Problem p)
                {
                    rejected++;
                    progress?.Write("\r\u001b[K");
                    await output.WriteLineAsync(p.Line == 0 ? $"{file}: {p.What}" : $"{file}: line {p.Line}: {p.What}");
                    if (problem is not null)
                        break;
                    continue;
                }
                var release = ((Found.Release)found.Current).Value;
                batch.Add(release);
                bytes += release.Release.GetRawText().Length;
                read++;
                if (batch.Count < BatchReleases && bytes < BatchBytes)
                    continue;
                total += await SendAsync(commands, batch, cancel);
                (batch, bytes) = ([], 0);
                progress?.Write(string.Create(CultureInfo.InvariantCulture, $"\r{read:N0} releases read"));
            }
            if (batch.Count > 0)
                total += await SendAsync(commands, batch, cancel);
        }
        progress?.Write("\r\u001b[K");
        await output.WriteLineAsync(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{total.Imported} imported, {total.Updated} updated, {total.Unchanged} unchanged, {rejected} rejected"
            )
        );
        return strict && rejected > 0 ? 1 : 0;
    }

    private static IEnumerable<Found> Read(string file) =>
        File.Exists(file) ? OcdsFile.Read(file) : [new Found.Problem(0, "there is no such file")];

    // A file that cannot be read any further is one more line of the answer, not the end of the import.
    private static bool Next(IEnumerator<Found> found, out Found.Problem? problem)
    {
        problem = null;
        try
        {
            return found.MoveNext();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problem = new Found.Problem(0, "the file cannot be read; check that it is there and that you may read it");
            return true;
        }
    }

    private static async Task<ImportCount> SendAsync(Commands commands, IReadOnlyList<SourceRelease> releases, CancellationToken cancel) =>
        await commands.SendAsync(new ImportNotices(releases), new CommandContext(Actor.System), cancel) switch
        {
            Outcome.Done { Answer: { } answer } => System.Text.Json.JsonSerializer.Deserialize<ImportCount>(answer, EventJson.Options)!,
            var outcome => throw new InvalidOperationException($"The import came to {outcome.GetType().Name}."),
        };
}
