using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Authoring;

/// <summary>Which text is used for one file of <c>templates/</c>: the program's own without a digest.</summary>
public sealed record AuthoredTemplate(int Version, string? Sha256) : IState<AuthoredTemplate>
{
    public static AuthoredTemplate Empty { get; } = new(0, null);

    public static string StreamType => "authored_template";

    public AuthoredTemplate Evolve(object fact) =>
        fact switch
        {
            TemplatePublished e => new AuthoredTemplate(e.Version, e.Sha256),
            ShippedTemplateRestored e => new AuthoredTemplate(e.Version, null),
            _ => this,
        };
}
