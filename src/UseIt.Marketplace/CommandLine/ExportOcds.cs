using System.Globalization;
using System.Text.Json.Nodes;
using Marten;
using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Opportunities;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.CommandLine;

/// <summary>
/// <c>export ocds --out DIR [--imported]</c>: our own processes as release packages and record packages; with <c>--imported</c> those of
/// others beside them, each publisher in files of its own.
/// </summary>
public static class ExportOcds
{
    private const int ReleasesPerFile = 500;
    private const int RecordsPerFile = 100;
    private const int LongestFileName = 100;

    public static async Task<int> RunAsync(
        IServiceProvider services,
        string folder,
        bool imported,
        TextWriter output,
        TextWriter? progress = null,
        CancellationToken cancel = default
    )
    {
        var store = services.GetRequiredService<IDocumentStore>();
        var database = services.GetRequiredService<NpgsqlDataSource>();
        Directory.CreateDirectory(folder);
        var demo = (await StoreMark.ReadAsync(database, cancel)).IsDemo;
        var (releases, records, files) = await OwnAsync(services, database, folder, demo, progress, cancel);
        await output.WriteLineAsync(
            string.Create(CultureInfo.InvariantCulture, $"{releases} releases of {records} processes in {files} files")
        );
        if (!imported)
            return 0;
        var (foreign, publishers) = await ForeignAsync(
            store,
            database,
            services.GetRequiredService<EventTypes>(),
            folder,
            progress,
            cancel
        );
        progress?.Write("\r\u001b[K");
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{foreign} releases of {publishers} other publishers"));
        return 0;
    }

    // Everything stored by now: from the view where it has seen that, and else, where no server is at work, from one made for this.
    private static async Task<(int Releases, int Records, int Files)> OwnAsync(
        IServiceProvider services,
        NpgsqlDataSource database,
        string folder,
        bool demo,
        TextWriter? progress,
        CancellationToken cancel
    )
    {
        var view = services.GetRequiredService<Releases>();
        var ceiling = await database.CeilingAsync(cancel);
        var patience = services.GetRequiredService<Settings>().ReadYourWriteWithin;
        return await services.GetRequiredService<LogReaders>().WaitAsync(view, ceiling, patience, cancel)
            ? await FromAsync(view.Table)
            : await ActivatorUtilities.CreateInstance<Replay>(services, view).AtAsync(ceiling, FromAsync, cancel);

        async Task<(int, int, int)> FromAsync(string table)
        {
            var packages = new ReleasePackages(database, table);
            var (releases, files) = await OwnReleasesAsync(packages, folder, demo, progress, cancel);
            var (records, recordFiles) = await OwnRecordsAsync(packages, folder, demo, cancel);
            return (releases, records, files + recordFiles);
        }
    }

    private static async Task<(int Releases, int Files)> OwnReleasesAsync(
        ReleasePackages packages,
        string folder,
        bool demo,
        TextWriter? progress,
        CancellationToken cancel
    )
    {
        var (count, files) = (0, 0);
        for (var after = 0L; ; )
        {
            var page = await packages.AfterAsync(after, ReleasesPerFile, cancel);
            if (page.Count == 0)
                return (count, files);
            after = page[^1].Position;
            count += page.Count;
            files++;
            var package = ReleasePackages.Around(
                $"urn:useit:ocds:releases:{files:0000}",
                page[^1].Json["date"]!.GetValue<string>(),
                demo,
                ReleasePackages.CommitmentsUrn,
                "releases",
                ReleaseText.List(page.Select(r => r.Json))
            );
            await WriteAsync(folder, $"releases-{files:0000}.json", package, cancel);
            progress?.Write(string.Create(CultureInfo.InvariantCulture, $"\r{count:N0} releases written"));
        }
    }

    private static async Task<(int Records, int Files)> OwnRecordsAsync(
        ReleasePackages packages,
        string folder,
        bool demo,
        CancellationToken cancel
    )
    {
        var (count, files) = (0, 0);
        for (var after = ""; ; )
        {
            var ocids = await packages.OcidsAsync(after, RecordsPerFile, cancel);
            if (ocids.Count == 0)
                return (count, files);
            after = ocids[^1];
            count += ocids.Count;
            files++;
            var records = new JsonArray();
            foreach (var ocid in ocids)
                records.Add((JsonNode)ReleasePackages.Record(await packages.OfAsync(ocid, cancel)));
            var published = records.Select(r => r!["compiledRelease"]!["date"]!.GetValue<string>()).Max(StringComparer.Ordinal)!;
            await WriteAsync(
                folder,
                $"records-{files:0000}.json",
                ReleasePackages.Around(
                    $"urn:useit:ocds:records:{files:0000}",
                    published,
                    demo,
                    ReleasePackages.CommitmentsUrn,
                    "records",
                    records
                ),
                cancel
            );
        }
    }

    private sealed record Foreign(NoticeSource Source, JsonArray Releases, int Files);

    private static async Task<(int Releases, int Publishers)> ForeignAsync(
        IDocumentStore store,
        NpgsqlDataSource database,
        EventTypes types,
        string folder,
        TextWriter? progress,
        CancellationToken cancel
    )
    {
        var publishers = new Dictionary<(string, string?, string?, string?, string?), Foreign>();
        var slugs = new Dictionary<string, int>(StringComparer.Ordinal);
        var names = new Dictionary<(string, string?, string?, string?, string?), string>();
        var aliases = types.AliasesOf([typeof(NoticeImported), typeof(NoticeRevised)]);
        var (count, ceiling) = (0, await database.CeilingAsync(cancel));
        for (var after = 0L; ; )
        {
            var page = await store.ReadAllAsync(after, ceiling, ReleasesPerFile, aliases, cancel);
            foreach (var e in page)
            {
                var (source, release) = e.Data switch
                {
                    NoticeImported n => (n.Source, n.Release),
                    NoticeRevised n => (n.Source, n.Release),
                    _ => throw new InvalidOperationException(e.EventTypeName),
                };
                var key = (source.Publisher, source.PublisherUri, source.PublisherScheme, source.PublisherUid, source.Licence);
                var foreign = publishers.GetValueOrDefault(key) ?? new Foreign(source, [], 0);
                if (!names.ContainsKey(key))
                    names[key] = Unique(slugs, source.Publisher);
                foreign.Releases.Add((JsonNode)ForeignRelease.Fit(JsonObject.Create(release)!));
                count++;
                if (foreign.Releases.Count == ReleasesPerFile)
                    foreign = await FlushAsync(foreign, folder, names[key], cancel);
                publishers[key] = foreign with
                {
                    Source = foreign.Source with
                    {
                        Extensions = [.. (foreign.Source.Extensions ?? []).Union(source.Extensions ?? [], StringComparer.Ordinal)],
                    },
                };
            }
            progress?.Write(string.Create(CultureInfo.InvariantCulture, $"\r{count:N0} imported releases written"));
            if (page.Count < ReleasesPerFile)
                break;
            after = page[^1].Sequence;
        }
        foreach (var (key, foreign) in publishers)
            if (foreign.Releases.Count > 0)
                await FlushAsync(foreign, folder, names[key], cancel);
        return (count, publishers.Count);
    }

    private static async Task<Foreign> FlushAsync(Foreign foreign, string folder, string name, CancellationToken cancel)
    {
        var (source, number) = (foreign.Source, foreign.Files + 1);
        var publisher = ReleaseText.Known(
            new JsonObject
            {
                ["name"] = source.Publisher,
                ["scheme"] = source.PublisherScheme,
                ["uid"] = source.PublisherUid,
                ["uri"] = ForeignRelease.IsUri(source.PublisherUri) ? source.PublisherUri : null,
            }
        );
        var package = ReleaseText.Known(
            new JsonObject
            {
                ["uri"] = $"urn:useit:ocds:imported:{name}:{number:0000}",
                ["version"] = "1.1",
                ["extensions"] = source.Extensions?.Where(ForeignRelease.IsUri).ToArray() is { Length: > 0 } extensions
                    ? new JsonArray([.. extensions.Select(x => (JsonNode)x)])
                    : null,
                ["publishedDate"] = foreign.Releases.Select(r => r!["date"]!.GetValue<string>()).MaxBy(UkDate.Read),
                ["publisher"] = publisher,
                ["license"] = ForeignRelease.IsUri(source.Licence) ? source.Licence : null,
                ["releases"] = foreign.Releases,
            }
        );
        await WriteAsync(folder, $"imported-{name}-{number:0000}.json", package, cancel);
        return new Foreign(source, [], number);
    }

    private static string Unique(Dictionary<string, int> taken, string publisher)
    {
        var slug = string.Join(
            '-',
            new string([.. publisher.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : ' ')]).Split(
                ' ',
                StringSplitOptions.RemoveEmptyEntries
            )
        );
        slug = slug.Length == 0 ? "publisher" : slug[..Math.Min(slug.Length, LongestFileName)].TrimEnd('-');
        var n = taken[slug] = taken.GetValueOrDefault(slug) + 1;
        return n == 1 ? slug : $"{slug}-{n}";
    }

    // Beside its name first, so that a reader never finds half a file.
    private static async Task WriteAsync(string folder, string name, JsonObject package, CancellationToken cancel)
    {
        var path = Path.Combine(folder, name);
        await File.WriteAllTextAsync($"{path}.part", package.ToJsonString(ReleasePackages.Json), cancel);
        File.Move($"{path}.part", path, overwrite: true);
    }
}
