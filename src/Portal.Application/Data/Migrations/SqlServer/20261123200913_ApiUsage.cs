using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FundPortal.Application.Data.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class ApiUsage : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "ApiAddresses",
                columns: table => new
                {
                    ClientId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Address = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false, collation: "Latin1_General_100_BIN2"),
                    FirstAt = table.Column<DateTime>(type: "datetime2(3)", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ApiAddresses", x => new { x.ClientId, x.Address });
                });

            migrationBuilder.CreateTable(
                name: "ApiAlerts",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    ClientId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Kind = table.Column<int>(type: "int", nullable: false),
                    Day = table.Column<DateOnly>(type: "date", nullable: false),
                    Detail = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: false, collation: "Latin1_General_100_BIN2"),
                    At = table.Column<DateTime>(type: "datetime2(3)", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ApiAlerts", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "ApiHours",
                columns: table => new
                {
                    ClientId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Hour = table.Column<DateTime>(type: "datetime2(3)", nullable: false),
                    Calls = table.Column<long>(type: "bigint", nullable: false),
                    Failures = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ApiHours", x => new { x.ClientId, x.Hour });
                });

            migrationBuilder.CreateIndex(
                name: "IX_ApiAddresses_FirstAt",
                table: "ApiAddresses",
                column: "FirstAt");

            migrationBuilder.CreateIndex(
                name: "IX_ApiAlerts_At",
                table: "ApiAlerts",
                column: "At");

            migrationBuilder.CreateIndex(
                name: "IX_ApiAlerts_ClientId_Day_Kind_Detail",
                table: "ApiAlerts",
                columns: new[] { "ClientId", "Day", "Kind", "Detail" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_ApiHours_Hour",
                table: "ApiHours",
                column: "Hour");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "ApiAddresses");

            migrationBuilder.DropTable(
                name: "ApiAlerts");

            migrationBuilder.DropTable(
                name: "ApiHours");
        }
    }
}
