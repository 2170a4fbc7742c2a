using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.SocialValue;

/// <summary>A metric is in no edition from the next one on.</summary>
public sealed record RemoveFrameworkMetric(Guid FrameworkId, Guid MetricId) : Message, ICommand;

public static class RemoveFrameworkMetricHandler
{
    public static Access Authorise(Actor actor, Framework framework) => FrameworkAccess.ForAuthor(actor, framework.Owner);

    public static Decision Handle(RemoveFrameworkMetric command, Framework framework) =>
        framework.Licensed ? FrameworkAccess.Licensed
        : framework.Draft.TrueForAll(m => m.MetricId != command.MetricId) ? Decision.Nothing
        : Decision.On<Framework>(command.FrameworkId, new FrameworkMetricRemoved(command.FrameworkId, framework.Owner, command.MetricId));

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<RemoveFrameworkMetric>("DELETE", "/api/v1/frameworks/{frameworkId}/metrics/{metricId}", FrameworkAccess.Authors);
}
