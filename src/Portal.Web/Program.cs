using FundPortal.Web.Host;

return await PortalProgram.RunAsync(args);
