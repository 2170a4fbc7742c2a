using System.Text.Json;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.SocialValue;

/// <summary>
/// A model of central government that every buyer may ask by (Open Government Licence v3.0): one edition, which never changes. A later one
/// is another.
/// </summary>
/// <param name="FrameworkId">Follows from its key.</param>
/// <param name="Applies">Whom it binds, and from when.</param>
/// <param name="Source">Where its words come from.</param>
/// <param name="Edition">The one edition.</param>
public sealed record OpenFramework(Guid FrameworkId, string Name, string Applies, string Source, FrameworkEditionPublished Edition)
{
    private static readonly DateTimeOffset Whenever = DateTimeOffset.UnixEpoch;

    /// <summary>As authors see their own.</summary>
    public FrameworkRow Row() =>
        new(
            FrameworkId,
            Guid.Empty,
            Name,
            FrameworkMode.Metric,
            null,
            [],
            [new FrameworkEdition(Edition.Number, Edition.Edition, Edition.From, Edition.Metrics, Whenever, null)]
        );
}

/// <summary>The models of central government, as data; none of them is anybody's default.</summary>
public static class OpenFrameworks
{
    private const int TheEdition = 1;

    public static IReadOnlyList<OpenFramework> All { get; } = Read();

    public static OpenFramework? Find(Guid framework) => All.FirstOrDefault(f => f.FrameworkId == framework);

    private sealed record Said(
        string Key,
        string Name,
        string Edition,
        DateOnly From,
        string Applies,
        string Source,
        IReadOnlyList<SaidMetric> Metrics
    );

    private sealed record SaidMetric(string Code, string Title, string Question, string Unit);

    private static IReadOnlyList<OpenFramework> Read()
    {
        using var file = typeof(OpenFrameworks).Assembly.GetManifestResourceStream("open-frameworks.json")!;
        return [.. JsonSerializer.Deserialize<IReadOnlyList<Said>>(file, EventJson.Options)!.Select(Of)];
    }

    private static OpenFramework Of(Said said)
    {
        var id = UuidV5.Of(UuidV5.Url, $"urn:useit:framework:{said.Key}");
        return new OpenFramework(
            id,
            said.Name,
            said.Applies,
            said.Source,
            new FrameworkEditionPublished(
                id,
                Guid.Empty,
                TheEdition,
                said.Edition,
                said.From,
                [
                    .. said.Metrics.Select(m => new FrameworkMetric(
                        UuidV5.Of(id, $"{said.Edition}/{m.Code}/{m.Title}"),
                        m.Code,
                        m.Title,
                        m.Question,
                        m.Unit
                    )),
                ],
                Guid.Empty
            )
        );
    }
}
